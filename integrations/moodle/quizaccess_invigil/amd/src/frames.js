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
 * The quiz's frame: where it is, its clock, and how it goes on. It is of the same origin as the shell.
 *
 * @module     quizaccess_invigil/frames
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

/**
 * Runs something on the page in the frame; a page of another site (a question may lead to one) is left alone.
 *
 * @param {HTMLIFrameElement} frame
 * @param {function(Window, Document): *} action
 * @return {*} what the action returns; null if it could not
 */
const inside = (frame, action) => {
    try {
        return action(frame.contentWindow, frame.contentDocument);
    } catch (error) {
        return null;
    }
};

/**
 * The page that the frame shows.
 *
 * @param {HTMLIFrameElement} frame
 * @return {string} such as /mod/quiz/attempt.php, '' if it cannot be seen
 */
export const path = (frame) => inside(frame, (page) => page.location.pathname) || '';

/**
 * Opens a page in a frame, in the place of the one that is there: not one more to go back through.
 *
 * @param {HTMLIFrameElement} frame
 * @param {string} url
 */
export const replace = (frame, url) => frame.contentWindow.location.replace(url);

/**
 * Adds a field to the forms that the page in the frame sends to the quiz, also to what its own script sends of them.
 *
 * @param {HTMLIFrameElement} frame
 * @param {string} quiz where the pages of the site's quizzes are
 * @param {string} name
 * @param {string} value
 */
export const mark = (frame, quiz, name, value) => inside(frame, (page, html) => html.querySelectorAll('form').forEach((form) => {
    // A field of the quiz may be called action.
    const action = new URL(form.getAttribute('action') || '', html.baseURI);
    if (!action.href.startsWith(quiz) || form.getAttribute('method')?.toLowerCase() !== 'post') {
        return;
    }
    const before = form.querySelector(`input[type="hidden"][name="${name}"]`);
    const field = before || html.createElement('input');
    Object.assign(field, {type: 'hidden', name, value});
    form.append(field);
}));

/**
 * Takes the site's header and footer off a page of the quiz that has them.
 *
 * @param {HTMLIFrameElement} frame
 */
export const dress = (frame) => {
    if (/\/mod\/quiz\/(review|view|startattempt)\.php$/.test(path(frame))) {
        inside(frame, (page, html) => html.body.classList.add('invigil-framed'));
    }
};

/**
 * What the page's clock is run by.
 *
 * @param {Window} page
 * @return {Object|null} null if the page has none
 */
const clock = (page) => page.document.getElementById('quiz-timer-wrapper') && page.M?.mod_quiz?.timer || null;

/**
 * Stops the clock on the page, which would hand in the attempt at zero.
 *
 * @param {HTMLIFrameElement} frame
 */
export const stopClock = (frame) => inside(frame, (page) => clock(page)?.stop(null));

/**
 * Lets the clock on the page run again.
 *
 * @param {HTMLIFrameElement} frame
 * @param {number|null} timeleft seconds; null if there is no limit
 */
export const startClock = (frame, timeleft) => inside(frame, (page) => {
    const timer = clock(page);
    if (timer && timeleft !== null && timer.Y) {
        timer.stop(null);
        timer.endtime = page.Date.now() + timeleft * 1000;
        timer.update();
    }
});

/** Milliseconds until a save is tried again while another one is on its way. */
const SAVE_AGAIN = 500;

/** How often that is tried. */
const SAVE_TRIES = 4;

/**
 * Saves the page now, if Moodle could not save it before: its note that the connection is lost, and that answers should be
 * written down, stands until a save has come through, which may be minutes later.
 *
 * @param {HTMLIFrameElement} frame
 * @param {number} tries
 */
export const saveNow = (frame, tries = SAVE_TRIES) => inside(frame, (page) => {
    const saving = page.M?.mod_quiz?.autosave;
    if (!saving?.form || !(saving.savefailures > 0 || saving.dirty || saving.save_transaction)) {
        return;
    }
    if (!saving.save_transaction) {
        saving.save_changes();
    } else if (tries > 0) {
        // It was begun while the exam was stopped, so it may fail.
        page.setTimeout(() => saveNow(frame, tries - 1), SAVE_AGAIN);
    }
});

/**
 * Whether the frame shows the page that says why the exam is held.
 *
 * @param {HTMLIFrameElement} frame
 * @return {boolean}
 */
export const isHeld = (frame) => Boolean(inside(frame, (page, html) => html.querySelector('[data-invigil-held]')));

/**
 * Goes on from that page: sends the answers that it holds, or follows its link to the quiz.
 *
 * @param {HTMLIFrameElement} frame
 */
export const goOn = (frame) => {
    const held = inside(frame, (page, html) => html.querySelector('[data-invigil-goon]'));
    if (held && held.tagName === 'FORM') {
        // A field of the quiz may be called submit.
        HTMLFormElement.prototype.submit.call(held);
    } else if (held) {
        frame.contentWindow.location.replace(held.href);
    }
};
