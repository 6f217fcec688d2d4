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
 * What the shell shows about the attempt: the one word, the sheets over the quiz, and what is read out.
 *
 * @module     quizaccess_invigil/view
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

import * as Cover from './cover';
import * as Frames from './frames';
import * as Fullscreen from './fullscreen';
import * as Standing from './standing';

/** Milliseconds after which a call is taken back, so that the next one is read out too. */
const ANNOUNCED = 3000;

/** Milliseconds in which the site learns that a window is gone. Until then nobody needs to press for it. */
export const LOOKS = 10000;

/**
 * A text of this plugin.
 *
 * @param {string} key without "shell_"
 * @param {string} a
 * @return {string}
 */
export const text = (key, a) => M.util.get_string(`shell_${key}`, 'quizaccess_invigil', a);

/**
 * Manages what is seen.
 *
 * @param {Object} options
 * @param {HTMLElement} options.root the shell
 * @param {{set: function(string, boolean): void}} options.signals
 * @param {HTMLIFrameElement} options.quiz
 * @param {HTMLIFrameElement} options.panel
 * @param {function(): void} options.again called when it has to be shown again
 * @return {Object} announce, away, call, done, leaveFullscreen, stopped, show
 */
export const create = ({root, signals, quiz, panel, again}) => {
    const region = (name) => root.querySelector(`[data-region="${name}"]`);
    const sheets = Cover.create(quiz, panel);
    const screen = Fullscreen.create({region, signals, changed: again});
    let stopped = '';
    let looking = 0;
    let mine = false;

    const announce = (words) => {
        region('announce').textContent = words;
    };

    // The other window may only have been closed or have crashed: a press is asked for once it is known to be there.
    const offer = () => {
        clearTimeout(looking);
        region('cover-here').hidden = true;
        looking = stopped === 'elsewhere' ? setTimeout(() => {
            region('cover-text').textContent = text(mine ? 'elsewhere_text' : 'elsewhere_panel');
            region('cover-here').hidden = !mine;
        }, mine ? LOOKS : 0) : 0;
    };

    const stop = (why) => {
        stopped = why;
        if (!stopped) {
            return;
        }
        Frames.stopClock(quiz);
        region('cover-title').textContent = text(`${stopped}_title`);
        region('cover-text').textContent = text(stopped === 'elsewhere' ? 'elsewhere_look' : `${stopped}_text`);
        region('cover-leave').hidden = stopped !== 'terminated';
        region('cover-card').dataset.reason = stopped;
        announce(text(`${stopped}_title`));
        if (stopped === 'terminated') {
            screen.leave();
        }
    };

    const chip = (word) => {
        const element = region('chip');
        if (element.dataset.state !== word) {
            element.dataset.state = word;
            element.textContent = text(`state_${word}`);
        }
    };

    // Where the page is narrow, the panel can be folded up.
    const fold = (up) => {
        root.classList.toggle('invigil-open', !up);
        region('fold').setAttribute('aria-expanded', String(!up));
    };

    region('fold').addEventListener('click', () => fold(root.classList.contains('invigil-open')));

    // The button may be gone while it has the keyboard, which goes on to the panel then.
    const away = (what) => {
        const notice = region('away');
        const pressed = notice.contains(document.activeElement);
        const back = !what && !notice.hidden;
        root.classList.toggle('invigil-silent', what !== '');
        panel.classList.toggle('invigil-unseen', what === 'away');
        notice.hidden = !what;
        if (back) {
            announce(text('away_back'));
        }
        if (back && pressed) {
            panel.focus({preventScroll: true});
        }
    };

    return {
        announce,
        away,
        // The panel has something that must be seen; the keyboard stays where it is.
        call: () => {
            fold(false);
            panel.scrollIntoView({block: 'nearest'});
            announce(text('focus'));
            setTimeout(() => announce(''), ANNOUNCED);
        },
        // The attempt is handed in.
        done: () => {
            root.classList.add('invigil-ended');
            region('done').hidden = false;
            region('done').focus({preventScroll: true});
        },
        leaveFullscreen: screen.leave,
        stopped: () => stopped,
        /**
         * Shows where the attempt stands.
         *
         * @param {Object} server as state.php gives it
         * @param {Object} said as the panel gives it
         * @param {boolean} begun whether the quiz is shown
         */
        show: (server, said, begun) => {
            chip(Standing.word(server, said));
            const why = begun ? Standing.cover(server, said) : '';
            if (why !== stopped || stopped === 'elsewhere' && mine !== (server.here === false)) {
                const goeson = stopped === 'paused' && !why && server.state === 'running';
                stop(why);
                mine = server.here === false;
                offer();
                if (goeson) {
                    announce(text('goeson'));
                }
            }
            const words = stopped === 'elsewhere' ? '' : said.message || server.message;
            region('cover-words').textContent = words;
            region('cover-message').hidden = !words;
            const ask = screen.look(Standing.wantsFullscreen(server, said) && !stopped);
            sheets.show(stopped ? region('cover') : ask && region('fullscreen') || null);
        },
    };
};
