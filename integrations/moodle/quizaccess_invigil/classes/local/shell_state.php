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

use mod_quiz\quiz_settings;

/**
 * What the shell is told about one go at the quiz, when it asks.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class shell_state {
    /**
     * Where one go stands.
     *
     * @param quiz_settings $quizobj made for the user, so that their overrides are in it
     * @param int $userid
     * @param int $number of the attempt, from 1: the shell keeps to the one that it was opened with
     * @param int $now Unix time
     * @return array for JSON: state (one of proctored_attempt's), here (whether this request comes from the shell that the
     *      attempt is bound to), held ('' or one of access's constants), message (the
     *      proctor's words, plain text), timeleft (seconds, null if no clock is shown), quizurl, attemptid (of the quiz,
     *      null before it was started), proctoredid (null before the check-in)
     */
    public static function of(quiz_settings $quizobj, int $userid, int $number, int $now): array {
        global $DB;
        $quizid = $quizobj->get_quizid();
        $taken = $DB->get_record('quiz_attempts', ['quiz' => $quizid, 'userid' => $userid, 'attempt' => $number, 'preview' => 0]);
        $access = $taken ? access::for_attempt((int) $taken->id) : access::for_user($quizid, $userid);
        $attempt = $access->attemptnumber === $number ? $access->attempt : null;
        $state = $attempt?->get('state') ?? proctored_attempt::CREATED;
        $over = $taken && in_array($taken->state, ['finished', 'abandoned', 'submitted'], true);
        if ($over && $state !== proctored_attempt::TERMINATED) {
            $state = proctored_attempt::COMPLETE;
        }
        $stopped = in_array($state, [proctored_attempt::PAUSED, proctored_attempt::TERMINATED], true);
        $runs = $taken && $taken->state === 'inprogress' && $state === proctored_attempt::RUNNING && !time_credit::waits($attempt);
        $timeleft = $runs ? $quizobj->get_access_manager($now)->get_time_left_display($taken, $now) : false;
        return [
            'state' => $state,
            'here' => !in_array($state, [proctored_attempt::RUNNING, proctored_attempt::PAUSED], true)
                || one_shell::is_here((int) $attempt->get('id')),
            'held' => $state === proctored_attempt::COMPLETE ? access::OPEN : $access->held($now),
            'message' => $stopped ? trim((string) $attempt->get('message')) : '',
            'timeleft' => $timeleft === false ? null : max(0, (int) $timeleft),
            'quizurl' => $quizobj->start_attempt_url()->out(false),
            'attemptid' => $taken ? (int) $taken->id : null,
            'proctoredid' => $attempt ? (int) $attempt->get('id') : null,
        ];
    }
}
