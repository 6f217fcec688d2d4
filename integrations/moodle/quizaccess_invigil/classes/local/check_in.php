<?php
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

namespace quizaccess_invigil\local;

use quizaccess_invigil\event\check_in_passed;
use quizaccess_invigil\lti\claim;
use quizaccess_invigil\lti\tool;

/**
 * The tool's word that an examinee may begin (LtiStartAssessment), taken.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class check_in {
    /**
     * Lets the attempt run that a message is about. An attempt that runs already goes on, one that is paused stays paused.
     *
     * @param \stdClass $claims of a message whose signature, issuer, audience, times and single use are checked
     * @param int $now
     * @return proctored_attempt as it is now
     * @throws refusal 400, 403 or 404 if the message does not fit, 409 if the attempt is over
     */
    public static function accept(\stdClass $claims, int $now): proctored_attempt {
        $id = (int) self::find($claims)->get('id');
        return attempt_lock::hold($id, function () use ($id, $now): proctored_attempt {
            global $DB;
            $attempt = new proctored_attempt($id);
            transition::note_end($attempt);
            if (in_array($attempt->get('state'), [proctored_attempt::TERMINATED, proctored_attempt::COMPLETE], true)) {
                throw new refusal(409, 'attempt_over', 'This attempt is over.');
            }
            if ($attempt->get('state') === proctored_attempt::CREATED) {
                $transaction = $DB->start_delegated_transaction();
                transition::begin($attempt, $now);
                one_shell::release($id);
                check_in_passed::about($attempt, [])->trigger();
                $transaction->allow_commit();
            }
            return $attempt;
        });
    }

    /**
     * The attempt that a message is about: everything it says must be about the same one.
     *
     * @param \stdClass $claims
     * @return proctored_attempt
     * @throws refusal
     */
    private static function find(\stdClass $claims): proctored_attempt {
        if (($claims->{claim::MESSAGE_TYPE} ?? null) !== claim::START_ASSESSMENT) {
            throw new refusal(400, 'wrong_message', 'This is not an LtiStartAssessment.');
        }
        if (($claims->{claim::DEPLOYMENT_ID} ?? null) !== (string) tool::connected()?->typeid) {
            throw new refusal(400, 'wrong_deployment', 'deployment_id is not that of the connected tool.');
        }
        $session = $claims->{claim::SESSION_DATA} ?? null;
        $attempt = is_string($session) ? proctored_attempt::of_session($session) : null;
        if (!$attempt) {
            throw new refusal(403, 'wrong_session_data', 'session_data is not what this site has sent.');
        }
        $choice = choice::of_quiz($attempt->get('quizid'));
        $linkid = $claims->{claim::RESOURCE_LINK}->id ?? null;
        if (!$choice || !$choice->get('enabled') || $linkid !== $choice->get('linkid')) {
            throw new refusal(404, 'wrong_resource_link', 'resource_link.id is not that of the attempt.');
        }
        if (($claims->{claim::ATTEMPT_NUMBER} ?? null) !== $attempt->get('attemptnumber')) {
            throw new refusal(400, 'wrong_attempt_number', 'attempt_number is not that of the attempt.');
        }
        return $attempt;
    }
}
