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

use mod_quiz\quiz_attempt;

/**
 * Does not let the clock of an open page hand an attempt in that still has time.
 *
 * The clock in the browser counts from when its page was loaded. It knows nothing of time that was given since, nor that the
 * attempt's clock stands while the quiz waits for the tool; and Moodle believes it. What was answered is saved in any case.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class early_end {
    /** @var string The field of a quiz page that says that its clock has come to zero. */
    const FIELD = 'timeup';

    /** @var int With so many seconds left or fewer, the clock in the browser is right. */
    const NEAR = 10;

    /**
     * Looks at a request that saves answers, before Moodle does.
     *
     * @param int $attemptid id in quiz_attempts
     * @param int $userid who wants to save
     * @param int $now
     */
    public static function drop(int $attemptid, int $userid, int $now): void {
        if (empty($_POST[self::FIELD]) && empty($_GET[self::FIELD])) {
            return;
        }
        try {
            $early = self::is_early($attemptid, $userid, $now);
        } catch (\moodle_exception $e) {
            // What cannot be known is left to the guard, and to Moodle.
            return;
        }
        if ($early) {
            unset($_POST[self::FIELD], $_GET[self::FIELD]);
        }
    }

    /**
     * Whether an attempt of the user still has time.
     *
     * @param int $attemptid id in quiz_attempts
     * @param int $userid
     * @param int $now
     * @return bool false also if it is not theirs, not proctored, or has no limit
     */
    public static function is_early(int $attemptid, int $userid, int $now): bool {
        global $CFG;
        $access = access::for_attempt($attemptid);
        if (!$access->is_proctored() || $access->userid !== $userid || $access->refuses_saving() !== access::OPEN) {
            return false;
        }
        $access->follow_clock($now);
        require_once($CFG->dirroot . '/mod/quiz/locallib.php');
        $quizattempt = quiz_attempt::create($attemptid);
        $end = $quizattempt->get_access_manager($now)->get_end_time($quizattempt->get_attempt());
        return $end !== false && $end > $now + self::NEAR;
    }
}
