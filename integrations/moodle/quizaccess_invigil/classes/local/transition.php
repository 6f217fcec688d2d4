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

/**
 * Changes of state of a proctored attempt that come from more than one side.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class transition {
    /**
     * The examinee has passed the check-in. Of an attempt that was readmitted, the time since its end is given back.
     *
     * @param proctored_attempt $attempt in the state created; saved
     * @param int $now
     */
    public static function begin(proctored_attempt $attempt, int $now): void {
        $attempt->set('checkedinat', $now);
        $attempt->set('live', true);
        $attempt->set('liveat', $now);
        self::go_on($attempt, $now);
    }

    /**
     * A stopped attempt goes on; what the stop has cost is given back.
     *
     * @param proctored_attempt $attempt saved
     * @param int $now
     */
    public static function go_on(proctored_attempt $attempt, int $now): void {
        $stoppedat = time_credit::is_stopped($attempt) ? (int) $attempt->get('stoppedat') : null;
        $attempt->set('state', proctored_attempt::RUNNING);
        $attempt->set('stoppedat', null);
        $attempt->set('message', null);
        $attempt->save();
        if ($stoppedat !== null) {
            time_credit::settle($attempt, max(0, $now - $stoppedat));
        }
    }

    /**
     * The quiz attempt is over. One that a proctor has ended stays so.
     *
     * @param proctored_attempt $attempt saved
     */
    public static function complete(proctored_attempt $attempt): void {
        time_credit::release($attempt);
        if ($attempt->get('state') !== proctored_attempt::TERMINATED) {
            $attempt->set('state', proctored_attempt::COMPLETE);
            $attempt->set('stoppedat', null);
        }
        $attempt->set('live', false);
        $attempt->save();
        gaps::end([(int) $attempt->get('id')], time());
    }

    /**
     * Notes that the quiz attempt is over, in case nobody has told us.
     *
     * @param proctored_attempt $attempt saved if it is
     */
    public static function note_end(proctored_attempt $attempt): void {
        $running = in_array($attempt->get('state'), [proctored_attempt::RUNNING, proctored_attempt::PAUSED], true);
        if ($running && $attempt->get('attemptid') && !ending::is_open($attempt)) {
            self::complete($attempt);
        }
    }

    /**
     * Ties the row to the quiz attempt that was started. Without a check-in there is no row yet: then one is made in which
     * no check-in is passed. A row that outlived an earlier attempt of the same number makes place for a new one.
     *
     * @param int $quizid
     * @param int $userid
     * @param int $attemptnumber
     * @param int $attemptid id in quiz_attempts
     */
    public static function bind(int $quizid, int $userid, int $attemptnumber, int $attemptid): void {
        $attempt = proctored_attempt::open($quizid, $userid, $attemptnumber);
        $bound = (int) $attempt->get('attemptid');
        if ($bound && $bound !== $attemptid) {
            self::forget($attempt);
            $attempt = proctored_attempt::open($quizid, $userid, $attemptnumber);
        }
        $attempt->set('attemptid', $attemptid);
        $attempt->save();
    }

    /**
     * Deletes a row and all that belongs to it.
     *
     * @param proctored_attempt $attempt
     */
    public static function forget(proctored_attempt $attempt): void {
        global $DB;
        if ($DB->record_exists('quiz', ['id' => $attempt->get('quizid')])) {
            time_credit::release($attempt);
            self::free_grade($attempt);
        }
        $DB->delete_records(control::TABLE, ['proctoredid' => $attempt->get('id')]);
        $DB->delete_records(gaps::TABLE, ['proctoredid' => $attempt->get('id')]);
        $DB->delete_records('quizaccess_invigil_launches', ['proctoredid' => $attempt->get('id')]);
        $attempt->delete();
    }

    /**
     * Shows a grade again that this row hides.
     *
     * @param proctored_attempt $attempt saved
     */
    private static function free_grade(proctored_attempt $attempt): void {
        if ($attempt->get('gradeheld')) {
            $attempt->set('flagged', false);
            $attempt->set('verdict', null);
            $attempt->save();
            held_grade::refresh($attempt->get('quizid'), $attempt->get('userid'));
        }
    }
}
