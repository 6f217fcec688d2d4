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
 * What lies over the quiz: one sheet at a time, with the keyboard led to it and back.
 *
 * @module     quizaccess_invigil/cover
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

/**
 * The element that has the keyboard, looked for inside the quiz's frame as well.
 *
 * @param {HTMLIFrameElement} frame
 * @return {HTMLElement}
 */
const focused = (frame) => {
    const outer = document.activeElement;
    const inner = outer === frame && frame.contentDocument ? frame.contentDocument.activeElement : null;
    return inner || outer;
};

/**
 * Whether an element can take the keyboard back: a page that the frame has left meanwhile has no window any more.
 *
 * @param {HTMLElement|null} element
 * @return {boolean}
 */
const isThere = (element) => Boolean(element)
    && element.isConnected && element.ownerDocument.defaultView !== null && element !== element.ownerDocument.body;

/**
 * Manages the sheets.
 *
 * @param {HTMLIFrameElement} quiz the frame that is covered
 * @param {HTMLIFrameElement} panel the frame that is not: whoever types there is left alone
 * @return {{show: function(HTMLElement|null): void}} shows a sheet, null for none
 */
export const create = (quiz, panel) => {
    let current = null;
    let before = null;

    const leave = () => {
        // Only if the keyboard was still on the sheet.
        const inside = current.contains(document.activeElement) || document.activeElement === document.body;
        current.hidden = true;
        if (inside) {
            (isThere(before) ? before : quiz).focus({preventScroll: true});
        }
    };

    const enter = (sheet) => {
        sheet.hidden = false;
        if (document.activeElement !== panel) {
            sheet.querySelector('[tabindex="-1"]').focus({preventScroll: true});
        }
    };

    return {
        show: (sheet) => {
            if (sheet === current) {
                return;
            }
            if (!current) {
                before = focused(quiz);
            }
            const last = current;
            quiz.inert = sheet !== null;
            if (last && sheet) {
                last.hidden = true;
            } else if (last) {
                leave();
            }
            current = sheet;
            if (sheet) {
                enter(sheet);
            } else {
                before = null;
            }
        },
    };
};
