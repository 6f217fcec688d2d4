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
 * Begins the assessment with what the tool has signed, without leaving the page: the camera stays open.
 *
 * @module     quizaccess_invigil/begin
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

/**
 * Hands the signed message to Moodle.
 *
 * @param {string} url start.php of this site
 * @param {string} jwt
 * @return {Promise<void>}
 * @throws {Error} with reason 'network' if Moodle could not be reached, 'refused' and Moodle's words if it refused
 */
export const begin = async(url, jwt) => {
    let answer;
    let said = {};
    try {
        answer = await fetch(url, {
            method: 'POST',
            headers: {'Accept': 'application/json'},
            body: new URLSearchParams({JWT: jwt}),
        });
        said = await answer.json();
    } catch (error) {
        const reason = answer && answer.status < 500 ? 'refused' : 'network';
        throw Object.assign(new Error(answer ? String(answer.status) : ''), {reason});
    }
    if (!answer.ok || said.ok !== true) {
        throw Object.assign(new Error(said.error_description || said.error || String(answer.status)), {reason: 'refused'});
    }
};
