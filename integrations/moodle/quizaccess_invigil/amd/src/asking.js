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
 * When Moodle is asked where the attempt stands: never while all is well, often only while something is waited for.
 *
 * @module     quizaccess_invigil/asking
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

/** Milliseconds between questions while Moodle does not know yet what the panel knows, first and at most. */
const CONFIRM = {first: 1000, most: 5000};

/** The same while the exam is held. */
const HELD = {first: 5000, most: 15000};

/** For so long after the panel's word Moodle is expected to follow soon; later only now and then. Milliseconds. */
const CONFIRM_FOR = 60000;

/** Milliseconds between questions when Moodle should have followed long ago. */
const RARELY = 15000;

/** A tab that is shown again asks at most this often, in milliseconds. */
const LOOK_EVERY = 60000;

/** Each wait is this much longer than the one before. */
const GROWTH = 1.5;

/** Up to this share is added to each wait, so that a room which is paused at once does not ask at once. */
const SPREAD = 0.25;

/**
 * How long to wait until the next question.
 *
 * @param {string} why confirm, held or ''
 * @param {number} waited the wait before, in milliseconds; 0 for none
 * @param {number} since milliseconds since the panel's last change
 * @return {number|null} milliseconds; null: not to ask again
 */
export const delay = (why, waited, since) => {
    if (!why) {
        return null;
    }
    if (why === 'confirm' && since > CONFIRM_FOR) {
        return RARELY;
    }
    const pace = why === 'confirm' ? CONFIRM : HELD;
    return Math.min(pace.most, Math.max(pace.first, waited * GROWTH));
};

/**
 * Asks Moodle once.
 *
 * @param {string} url of state.php
 * @return {Promise<Object>} what it says
 * @throws {Error} if it could not be reached or does not say where the attempt stands, as when the session is over
 */
export const load = async(url) => {
    const answer = await fetch(url, {headers: {'Accept': 'application/json'}});
    const said = await answer.json();
    if (!answer.ok || typeof said.state !== 'string') {
        throw new Error(String(answer.status));
    }
    return said;
};

/**
 * Asks Moodle again and again while something is waited for.
 *
 * @param {Object} options
 * @param {function(): Promise<Object>} options.question asks once
 * @param {function(Object): void} options.answer gets what Moodle says
 * @param {function(): string} options.why what is waited for now: confirm, held or ''
 * @return {{now: function(): void, changed: function(): void, shown: function(): void, stop: function(): void}}
 */
export const create = ({question, answer, why}) => {
    let timer = 0;
    let waited = 0;
    let reason = '';
    let changedAt = Date.now();
    let askedAt = -Infinity;
    let asking = false;
    let stopped = false;

    const plan = () => {
        clearTimeout(timer);
        const next = why();
        waited = delay(next, next === reason ? waited : 0, Date.now() - changedAt);
        reason = next;
        if (waited !== null && !stopped) {
            timer = setTimeout(now, waited * (1 + SPREAD * Math.random()));
        }
    };

    const now = async() => {
        clearTimeout(timer);
        if (asking || stopped) {
            return;
        }
        asking = true;
        askedAt = Date.now();
        try {
            const said = await question();
            if (!stopped) {
                answer(said);
            }
        } catch (error) {
            // Moodle is away or the session is over; what is waited for is asked for again.
        }
        asking = false;
        plan();
    };

    return {
        now,
        // The panel has said something new.
        changed: () => {
            changedAt = Date.now();
            reason = '';
            plan();
        },
        // The tab is looked at again.
        shown: () => {
            if (Date.now() - askedAt >= LOOK_EVERY) {
                now();
            }
        },
        stop: () => {
            stopped = true;
            clearTimeout(timer);
        },
    };
};
