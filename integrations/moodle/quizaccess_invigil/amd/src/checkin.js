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
 * The steps before the quiz begins, and the beginning itself.
 *
 * @module     quizaccess_invigil/checkin
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

import {begin as post} from './begin';
import {text} from './view';

/**
 * Manages the check-in's side of the shell.
 *
 * @param {Object} options
 * @param {HTMLElement} options.root the shell
 * @param {function(): Promise<Object>} options.load asks Moodle where the attempt stands
 * @param {function(): void} options.begun opens the quiz
 * @param {function(): void} options.reopen opens the panel anew
 * @return {{begin: function(Object): Promise<void>, mark: function(string): void}} begin takes the panel's message with url
 *      and jwt; mark takes the panel's state and marks the step that is next
 */
export const create = ({root, load, begun, reopen}) => {
    const region = (name) => root.querySelector(`[data-region="${name}"]`);
    let beginning = false;
    let retry = null;

    const failed = (message, error) => {
        const network = error.reason === 'network';
        // The same message may be sent again only if it may not have arrived.
        retry = network ? message : null;
        region('failed-text').textContent = network ? text('begin_failed') : text('begin_refused', error.message);
        region('failed').hidden = false;
        region('again').focus();
    };

    const begin = async(message) => {
        if (beginning || message.url !== root.dataset.startUrl || typeof message.jwt !== 'string') {
            return;
        }
        beginning = true;
        region('failed').hidden = true;
        try {
            await post(message.url, message.jwt);
            begun();
        } catch (error) {
            failed(message, error);
        }
        beginning = false;
    };

    // The quiz may be open already, if only the answer was lost; else the same message goes again, or the check-in does.
    const again = async() => {
        const said = await load().catch(() => null);
        if (said && said.held !== 'no_check_in') {
            begun();
        } else if (retry) {
            begin(retry);
        } else if (said) {
            region('failed').hidden = true;
            reopen();
        }
    };

    region('again')?.addEventListener('click', again);

    return {
        begin,
        mark: (state) => {
            const steps = [...root.querySelectorAll('[data-step]')];
            const next = steps.find((step) => step.dataset.step === state) || steps[0];
            steps.forEach((step) => {
                if (step === next) {
                    step.setAttribute('aria-current', 'step');
                } else {
                    step.removeAttribute('aria-current');
                }
            });
        },
    };
};
