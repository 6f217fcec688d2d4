// This file is part of Moodle - https://moodle.org/
//
// Moodle is free software: you can redistribute it and/or modify
// it under the terms of the GNU General Public License as published by
// the Free Software Foundation, either version 3 of the License, or
// (at your option) any later version.
//
// Moodle is distributed in the hope that it will be useful,
// but WITHOUT ANY WARRANTY; without even the implied warranty of
// MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
// GNU General Public License for more details.
//
// You should have received a copy of the GNU General Public License
// along with Moodle.  If not, see <https://www.gnu.org/licenses/>.

/**
 * Goes back to the page about the connection when the tool's registration page says that it is done, and says when it does not
 * answer.
 *
 * @module     quizaccess_invigil/connect
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

import * as Frames from './frames';
import * as Protocol from './protocol';
import * as Watchdog from './watchdog';

/**
 * Listens to the frame, and to nobody else.
 */
export const init = () => {
    const frame = document.getElementById('quizaccess_invigil_frame');
    window.addEventListener('message', (event) => {
        const ours = event.source === frame.contentWindow && event.origin === frame.dataset.origin;
        if (ours && event.data && event.data.subject === 'org.imsglobal.lti.close') {
            window.location.assign(frame.dataset.back);
        }
    });
    const notice = document.getElementById('quizaccess_invigil_away');
    const dog = Watchdog.create({
        frame,
        origin: frame.dataset.origin,
        open: () => Frames.replace(frame, frame.src),
        show: (what) => {
            notice.hidden = !what;
            frame.hidden = what !== '';
        },
        // A registration counts once: opening it again would hide that it has succeeded.
        repeatable: false,
    });
    Protocol.open(frame, frame.dataset.origin, {}, dog.heard);
    document.getElementById('quizaccess_invigil_retry').addEventListener('click', dog.again);
    dog.watch();
};
