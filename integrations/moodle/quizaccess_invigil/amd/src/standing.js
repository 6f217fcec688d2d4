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
 * Where the attempt stands: joins what the panel says with what Moodle says. It decides and touches nothing.
 *
 * @module     quizaccess_invigil/standing
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

/** What Moodle's state has to become for what the panel says; other states of the panel say nothing about it. */
const EXPECTED = {running: 'running', disconnected: 'running', paused: 'paused', terminated: 'terminated'};

/**
 * Whether Moodle does not know yet what the panel knows. The tool tells both, the panel a moment earlier.
 *
 * @param {Object} server as state.php gives it
 * @param {Object} panel as the protocol gives it
 * @return {boolean}
 */
export const disagree = (server, panel) => server.state !== 'complete' && panel.state in EXPECTED
    && EXPECTED[panel.state] !== server.state;

/**
 * Whether the quiz may be shown.
 *
 * @param {Object} server
 * @return {boolean} false before the check-in is passed
 */
export const begun = (server) => server.held !== 'no_check_in';

/**
 * Whether the exam goes on in another window or browser.
 *
 * @param {Object} server
 * @param {Object} panel
 * @return {boolean}
 */
export const isElsewhere = (server, panel) => server.here === false || panel.elsewhere === true;

/**
 * What lies over the quiz. A quiz page that only waits for the panel or the tool is not covered: its answers may be saved,
 * and the next page says itself why it does not open.
 *
 * @param {Object} server
 * @param {Object} panel
 * @return {string} '', paused, terminated or elsewhere
 */
export const cover = (server, panel) => {
    if (server.state === 'complete' || !begun(server)) {
        return '';
    }
    const says = (state) => state === server.state || state === panel.state;
    if (says('terminated')) {
        return 'terminated';
    }
    if (isElsewhere(server, panel)) {
        return 'elsewhere';
    }
    return says('paused') ? 'paused' : '';
};

/**
 * The one word about the attempt.
 *
 * @param {Object} server
 * @param {Object} panel
 * @return {string} checkin, running, paused, waiting, elsewhere, terminated or complete
 */
export const word = (server, panel) => {
    if (server.state === 'complete') {
        return 'complete';
    }
    if (!begun(server)) {
        return 'checkin';
    }
    return cover(server, panel) || (server.held ? 'waiting' : 'running');
};

/**
 * Whether the quiz should be in full screen now.
 *
 * @param {Object} server
 * @param {Object} panel
 * @return {boolean}
 */
export const wantsFullscreen = (server, panel) => panel.fullscreen && EXPECTED[panel.state] === 'running'
    && server.state === 'running' && begun(server) && !isElsewhere(server, panel);
