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
 * Watches over a frame of the tool: if nothing is heard of the page in it, says so and opens it again.
 *
 * A browser tells a page nothing about a frame of another site: neither that it could not be reached, nor that a server in front
 * of the tool has answered for it. What is known: whether the page has spoken, and whether a picture of the tool can be had.
 *
 * @module     quizaccess_invigil/watchdog
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

/** Milliseconds in which the page is expected to speak. */
export const SILENCE = 10000;

/** Milliseconds after which it is opened again: the first, second and each further time. */
export const RETRIES = [5000, 10000, 20000];

/** A page that is still on its way gets so many milliseconds in all: over a slow line nothing is gained by asking anew. */
export const UNDER_WAY = 30000;

/** Milliseconds between two looks at whether the tool is back, and how long one may take. */
export const LOOK_EVERY = 4000;

/** Up to this share is added to each wait, so that a whole room does not come back in one moment. */
const SPREAD = 0.25;

/**
 * Whether the tool is there: a small picture that other sites may show is asked for. A page of a server in its place is no picture.
 *
 * @param {string} origin the tool's
 * @return {Promise<boolean>}
 */
export const isThere = (origin) => new Promise((resolve) => {
    const picture = new Image();
    const answer = (there) => {
        clearTimeout(late);
        picture.onload = picture.onerror = null;
        resolve(there);
    };
    const late = setTimeout(() => answer(false), LOOK_EVERY);
    picture.onload = () => answer(true);
    picture.onerror = () => answer(false);
    picture.referrerPolicy = 'no-referrer';
    picture.src = `${origin}/static/icon.svg?${Date.now()}`;
});

/**
 * Whether a frame shows a page of this site that has something to say itself, such as why nothing can be opened. The page that
 * only leads on to the tool is none.
 *
 * @param {HTMLIFrameElement} frame
 * @return {boolean}
 */
const isOurs = (frame) => {
    const page = frame.contentDocument;
    return Boolean(page) && page.readyState === 'complete' && page.URL.startsWith('http')
        && !page.getElementById('quizaccess_invigil_post');
};

/**
 * Watches over a frame.
 *
 * @param {Object} options
 * @param {HTMLIFrameElement} options.frame
 * @param {string} options.origin the tool's
 * @param {function(): void} options.open opens the page in the frame again
 * @param {function(string): void} options.show gets what is wrong: away (the tool is not there), silent (it is, but its page
 *      says nothing) or '' (all is well)
 * @param {boolean} options.repeatable whether opening it again does no harm when the tool is there; if not, it is only opened
 *      again when the tool was away and has come back
 * @param {function(string): Promise<boolean>} options.look isThere
 * @return {{watch: function(): void, heard: function(): void, again: function(): void, stop: function(): void}} watch: a page
 *      is being opened; heard: it has spoken; again: somebody wants it opened at once; stop: nothing is expected any more
 */
export const create = ({frame, origin, open, show, repeatable = true, look = isThere}) => {
    let [silence, retry, looking] = [0, 0, 0];
    let tries = 0;
    let openedAt = 0;
    let arrived = false;
    let wasAway = false;
    let wrong = '';
    // Answers of a look that belongs to an earlier page count for nothing.
    let round = 0;

    const spread = (wait) => wait * (1 + SPREAD * Math.random());

    const say = (what) => {
        if (what !== wrong) {
            wrong = what;
            show(what);
        }
    };

    const rest = () => {
        round++;
        [silence, retry, looking].forEach(clearTimeout);
    };

    // What comes to a frame of another site cannot be read; until then it shows nothing, or the page that leads there.
    const isUnderWay = () => !(arrived && frame.contentDocument === null);

    const begin = () => {
        openedAt = Date.now();
        arrived = false;
    };

    const reopen = () => {
        rest();
        begin();
        tries++;
        open();
        wait();
    };

    const due = () => {
        const left = openedAt + UNDER_WAY - Date.now();
        if (isUnderWay() && left > 0) {
            retry = setTimeout(reopen, left);
        } else {
            reopen();
        }
    };

    const plan = () => {
        retry = setTimeout(due, spread(RETRIES[Math.min(tries, RETRIES.length - 1)]));
    };

    const lookNow = async() => {
        const mine = round;
        const there = await look(origin).catch(() => false);
        if (mine !== round) {
            return;
        }
        if (there && !repeatable && !wasAway) {
            // It has all it needs; whether its page speaks is its own affair.
            heard();
            return;
        }
        if (there && wasAway) {
            wasAway = false;
            reopen();
            return;
        }
        wasAway = !there;
        say(there ? 'silent' : 'away');
        looking = setTimeout(lookNow, spread(there ? RETRIES.at(-1) : LOOK_EVERY));
    };

    // After a first failure everything is known that there is to know at once.
    const wait = () => {
        if (wrong) {
            looking = setTimeout(lookNow, spread(LOOK_EVERY));
            if (repeatable) {
                plan();
            }
            return;
        }
        silence = setTimeout(() => {
            if (isOurs(frame)) {
                return;
            }
            if (repeatable) {
                say('away');
                plan();
            }
            lookNow();
        }, SILENCE);
    };

    const heard = () => {
        rest();
        tries = 0;
        wasAway = false;
        say('');
    };

    frame.addEventListener('load', () => {
        arrived = true;
        if (wrong && isOurs(frame)) {
            heard();
        }
    });

    return {
        watch: () => {
            heard();
            begin();
            wait();
        },
        heard,
        again: reopen,
        stop: heard,
    };
};
