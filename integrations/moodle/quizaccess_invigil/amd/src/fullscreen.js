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
 * Asks for full screen: browsers want a press of a button for it. Going on without is possible and is reported.
 *
 * @module     quizaccess_invigil/fullscreen
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

/**
 * Manages full screen.
 *
 * @param {Object} options
 * @param {function(string): HTMLElement} options.region an element of the shell by its name
 * @param {{set: function(string, boolean): void}} options.signals
 * @param {function(): void} options.changed called when the shell has to look again
 * @return {{look: function(boolean): boolean, leave: function(): void}} look gets whether full screen is wanted, tells the
 *      signal and returns whether to ask for it
 */
export const create = ({region, signals, changed}) => {
    let entered = false;
    let without = false;

    document.addEventListener('fullscreenchange', () => {
        entered = entered || document.fullscreenElement !== null;
        changed();
    });

    region('fullscreen-enter').addEventListener('click', async() => {
        try {
            await document.documentElement.requestFullscreen({navigationUI: 'hide'});
        } catch (error) {
            region('fullscreen-failed').hidden = false;
            region('fullscreen-skip').focus();
        }
    });

    region('fullscreen-skip').addEventListener('click', () => {
        without = true;
        changed();
    });

    return {
        look: (wanted) => {
            const inside = Boolean(document.fullscreenElement);
            signals.set('fullscreen_left', wanted && !inside && (entered || without));
            return wanted && !inside && !without;
        },
        leave: () => {
            if (document.fullscreenElement) {
                document.exitFullscreen().catch(() => null);
            }
        },
    };
};
