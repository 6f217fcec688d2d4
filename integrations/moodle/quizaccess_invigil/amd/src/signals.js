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
 * What the panel cannot measure from inside its frame: focus, full screen and the tab of the page around it.
 *
 * @module     quizaccess_invigil/signals
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

/** How often focus is looked at, in milliseconds: a window that loses it to a frame of its own sends no usable event. */
const LOOK_EVERY = 500;

/** Focus that moves into a frame is away for a moment; it is looked at once it has settled, after these milliseconds. */
const SETTLE = 50;

/**
 * Keeps the three signals and tells their changes.
 *
 * @param {function(Object): void} send gets {signal, active, at}; at is Unix time in milliseconds
 * @return {{set: function(string, boolean): void, sendAll: function(): void}}
 */
export const create = (send) => {
    const values = {window_blurred: false, fullscreen_left: false, tab_hidden: false}; // eslint-disable-line camelcase
    // A browser calls a page hidden that it takes down, for a reload too: nothing is told of one that is being left.
    let left = false;
    window.addEventListener('pagehide', () => {
        left = true;
    });
    window.addEventListener('pageshow', () => {
        left = false;
    });
    const say = (signal) => left || send({signal, active: values[signal], at: Date.now()});
    return {
        set: (signal, active) => {
            if (values[signal] !== active) {
                values[signal] = active;
                say(signal);
            }
        },
        sendAll: () => Object.keys(values).forEach(say),
    };
};

/**
 * Measures focus and visibility of this page. (Full screen is measured where it is asked for.)
 *
 * @param {{set: function(string, boolean): void}} signals
 */
export const watch = (signals) => {
    const look = () => signals.set('window_blurred', !document.hasFocus());
    setInterval(look, LOOK_EVERY);
    ['focus', 'blur'].forEach((name) => window.addEventListener(name, () => setTimeout(look, SETTLE)));
    document.addEventListener('visibilitychange', () => signals.set('tab_hidden', document.hidden));
    signals.set('tab_hidden', document.hidden);
    look();
};
