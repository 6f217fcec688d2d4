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
 * The messages between the shell and the proctoring panel: one door that checks who speaks.
 *
 * @module     quizaccess_invigil/protocol
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

/** The version of the protocol that this shell speaks. */
export const VERSION = 1;

/**
 * What an event says, if it comes from the panel and is a message of this protocol.
 *
 * @param {MessageEvent} event
 * @param {Window} panel the window of the panel's frame
 * @param {string} origin the tool's, as Moodle knows it
 * @return {Object|null} the message
 */
export const read = (event, panel, origin) => {
    if (event.origin !== origin || event.source !== panel) {
        return null;
    }
    const message = event.data;
    const known = typeof message === 'object' && message !== null && message.version === VERSION
        && typeof message.subject === 'string';
    return known ? message : null;
};

/**
 * The state in a message invigil.state.
 *
 * @param {Object} message
 * @return {{state: string, message: string, elsewhere: boolean, fullscreen: boolean, watch: string[]}} message: the proctor's
 *      words, plain text; elsewhere: the exam goes on in another page, which is no state of the attempt; watch: names of the
 *      events that the panel asks to be told of
 */
export const stateOf = (message) => ({
    state: typeof message.state === 'string' && message.elsewhere !== true ? message.state : '',
    message: typeof message.message === 'string' && message.elsewhere !== true ? message.message : '',
    elsewhere: message.elsewhere === true,
    fullscreen: message.require_fullscreen === true,
    watch: Array.isArray(message.watch) ? message.watch.filter((name) => typeof name === 'string') : [],
});

/**
 * Opens the door to a panel.
 *
 * @param {HTMLIFrameElement} frame
 * @param {string} origin the tool's; nothing is ever sent to another
 * @param {Object} handlers by subject without "invigil.", each called with the message
 * @param {function(): void} heard called at every message, known or not
 * @return {{send: function(string, Object): void, reset: function(): void}} send sends a subject (without "invigil.") with its
 *      fields, once the panel has spoken; reset: another panel is being loaded
 */
export const open = (frame, origin, handlers, heard = () => null) => {
    let listening = false;
    window.addEventListener('message', (event) => {
        const message = read(event, frame.contentWindow, origin);
        const name = message && message.subject.replace(/^invigil\./, '');
        if (message) {
            heard();
        }
        // The panel may have said that it is ready before this script ran; whatever it says first means the same.
        if (message && !listening) {
            listening = true;
            if (name !== 'ready' && handlers.ready) {
                handlers.ready(message);
            }
        }
        if (message && message.subject !== name && Object.hasOwn(handlers, name)) {
            handlers[name](message);
        }
    });
    return {
        send: (subject, fields) => {
            if (listening) {
                frame.contentWindow.postMessage({subject: `invigil.${subject}`, version: VERSION, ...fields}, origin);
            }
        },
        reset: () => {
            listening = false;
        },
    };
};
