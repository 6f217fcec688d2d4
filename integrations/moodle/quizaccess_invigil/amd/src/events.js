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
 * Events of this page and of the quiz in its frame that the panel asks to be told of: their names and times, never what they hold.
 *
 * @module     quizaccess_invigil/events
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

/** What the panel may be told of. The panel asks; this list decides. It holds nothing that could tell what is typed. */
const ALLOWED = ['copy', 'cut', 'paste', 'contextmenu', 'printscreen', 'panelopened'];

/** No browser's event: told when this one key is let go, so that no key is ever named. */
const PRINTSCREEN = 'printscreen';

/** No browser's event either: told when this page becomes smaller while the window and the zoom stay as they are. */
const PANELOPENED = 'panelopened';

/** So many points smaller, which no bar of a browser takes by itself; and sizes that stay for so long, in milliseconds. */
const PANEL = 200;
const SETTLED = 500;

/** How often new frames in the page of the quiz are looked for, in milliseconds: a text editor makes one of its own. */
const LOOK_EVERY = 1000;

/**
 * A page and the pages in its frames.
 *
 * @param {Document|null} page null for one of another site (a question may lead to one), which is left alone
 * @return {Document[]}
 */
const within = (page) => page
    ? [page, ...[...page.querySelectorAll('iframe')].flatMap((frame) => within(frame.contentDocument))]
    : [];

/**
 * Watches the size of this page.
 *
 * @param {function(): void} opened is called when a panel has opened beside or below it
 */
const watchSize = (opened) => {
    const size = () => ({
        frame: [window.outerWidth, window.outerHeight, window.devicePixelRatio].join(),
        width: window.innerWidth,
        height: window.innerHeight,
    });
    let before = size();
    let settled = 0;
    window.addEventListener('resize', () => {
        clearTimeout(settled);
        settled = setTimeout(() => {
            const now = size();
            if (now.frame === before.frame && Math.max(before.width - now.width, before.height - now.height) >= PANEL) {
                opened();
            }
            before = now;
        }, SETTLED);
    });
};

/**
 * Listens for what the panel asks for.
 *
 * @param {HTMLIFrameElement} frame the quiz's; it is of the same origin as the shell
 * @param {function({event: string, at: number}): void} tell gets each event's name; at is Unix time in milliseconds
 * @return {{watch: function(string[]): void, attach: function(): void}} watch: from now on tell of these and no others;
 *      attach: the frame shows another page
 */
export const create = (frame, tell) => {
    let wanted = [];
    let looking = 0;
    const happened = (name) => wanted.includes(name) && tell({event: name, at: Date.now()});
    // Only the name goes on; the listeners see nothing else of the event.
    const listener = ({type}) => happened(type);
    const keyListener = ({key}) => key === 'PrintScreen' && happened(PRINTSCREEN);
    // Adding the same listener to the same document again changes nothing.
    const attach = () => [document, ...within(frame.contentDocument)].forEach((page) => {
        const dom = wanted.filter((name) => name !== PRINTSCREEN && name !== PANELOPENED);
        dom.forEach((name) => page.addEventListener(name, listener, true));
        if (wanted.includes(PRINTSCREEN)) {
            page.addEventListener('keyup', keyListener, true);
        }
    });
    watchSize(() => happened(PANELOPENED));
    return {
        attach,
        watch: (names) => {
            wanted = ALLOWED.filter((name) => names.includes(name));
            attach();
            clearInterval(looking);
            looking = wanted.length && setInterval(attach, LOOK_EVERY);
        },
    };
};
