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
 * Which page is the attempt's: this shell names itself, asks Moodle for the attempt, and says when it is left.
 *
 * @module     quizaccess_invigil/place
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

/** Field of the quiz's forms, and parameter of our pages, that names the shell. */
export const FIELD = 'invigil_shell';

/** What an id looks like. */
const ID = /^[0-9a-f]{32}$/;

/** Milliseconds in which another tab of this browser says that it has the same id. */
const SAYS_SO = 200;

/** Milliseconds after which a question to Moodle counts as not answered. */
const ANSWERS = 10000;

/** Milliseconds between questions while the attempt is elsewhere, for the first minute and later. */
const WAITS = {first: 1500, later: 5000, minute: 60000};

/**
 * A random id.
 *
 * @return {string}
 */
const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');

/**
 * What this tab keeps through a reload and a crash; a browser may refuse it.
 *
 * @param {string} key
 * @return {{read: function(): string, write: function(string): void}}
 */
const kept = (key) => {
    const tried = (action) => {
        try {
            return action() || '';
        } catch (error) {
            return '';
        }
    };
    return {read: () => tried(() => sessionStorage.getItem(key)), write: (id) => tried(() => sessionStorage.setItem(key, id))};
};

/**
 * The id of this shell: that of before a reload, but a new one if the tab was copied, for two pages with one id would be one.
 *
 * @param {string} key under which the tab keeps it
 * @return {Promise<string>}
 */
export const identify = async(key) => {
    const tab = kept(key);
    const channel = window.BroadcastChannel ? new BroadcastChannel(key) : null;
    let id = tab.read();
    if (!ID.test(id) || channel && await isTaken(channel, id)) {
        id = newId();
    }
    tab.write(id);
    channel?.addEventListener('message', ({data}) => data?.asks === id && channel.postMessage({has: id}));
    return id;
};

/**
 * Whether another tab of this browser has an id.
 *
 * @param {BroadcastChannel} channel
 * @param {string} id
 * @return {Promise<boolean>}
 */
const isTaken = (channel, id) => new Promise((resolve) => {
    const hear = ({data}) => data?.has === id && done(true);
    const done = (taken) => {
        channel.removeEventListener('message', hear);
        resolve(taken);
    };
    channel.addEventListener('message', hear);
    channel.postMessage({asks: id});
    setTimeout(() => done(false), SAYS_SO);
});

/**
 * This shell's place at the attempt.
 *
 * @param {string} url of claim.php
 * @param {string} key as identify() takes it
 * @return {Object} come, id, wait, rest
 */
export const create = (url, key) => {
    const page = newId();
    let id = '';
    let has = false;
    let timer = 0;
    const body = (what) => new URLSearchParams({what, [FIELD]: id, page});

    const post = async(what) => {
        const given = new AbortController();
        const late = setTimeout(() => given.abort(), ANSWERS);
        try {
            const options = {method: 'POST', headers: {'Accept': 'application/json'}, body: body(what), signal: given.signal};
            const answer = await fetch(url, options);
            const said = await answer.json();
            return answer.ok && typeof said.state === 'string' ? said : null;
        } catch (error) {
            return null;
        } finally {
            clearTimeout(late);
        }
    };

    const come = async(pressed) => {
        id = id || await identify(key);
        const said = await post(pressed ? 'press' : 'come');
        has = said ? said.here : has;
        return said;
    };

    window.addEventListener('pagehide', () => has && navigator.sendBeacon(url, body('go')));

    return {
        /**
         * Asks Moodle for the attempt.
         *
         * @param {boolean} pressed whether the examinee has said that they go on here
         * @return {Promise<Object|null>} where the attempt stands, as state.php says it; null if that could not be learnt
         */
        come,
        id: () => id,
        /**
         * Asks again and again, while the page is looked at: the other window may be gone.
         *
         * @param {function(Object): void} answer gets what Moodle says
         */
        wait: (answer) => {
            const since = Date.now();
            const again = () => {
                timer = setTimeout(look, Date.now() - since < WAITS.minute ? WAITS.first : WAITS.later);
            };
            const look = async() => {
                const mine = timer;
                const said = document.hidden ? null : await come(false);
                if (timer !== mine) {
                    return;
                }
                again();
                if (said) {
                    answer(said);
                }
            };
            clearTimeout(timer);
            again();
        },
        rest: () => {
            clearTimeout(timer);
            timer = 0;
        },
    };
};
