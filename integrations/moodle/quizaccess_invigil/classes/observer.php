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

namespace quizaccess_invigil;

use core\event\base;
use quizaccess_invigil\local\choice;
use quizaccess_invigil\local\forget;
use quizaccess_invigil\local\held_grade;
use quizaccess_invigil\local\installation;
use quizaccess_invigil\local\proctored_attempt;
use quizaccess_invigil\local\time_credit;
use quizaccess_invigil\local\transition;

/**
 * Follows what happens to attempts of quizzes, whoever does it: the examinee, a teacher, cron.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class observer {
    /**
     * An attempt was started. Previews have an event of their own.
     *
     * @param \mod_quiz\event\attempt_started $event
     */
    public static function attempt_started(\mod_quiz\event\attempt_started $event): void {
        $row = $event->get_record_snapshot('quiz_attempts', $event->objectid);
        if (!$row->preview && choice::is_proctored((int) $row->quiz)) {
            transition::bind((int) $row->quiz, (int) $row->userid, (int) $row->attempt, (int) $row->id);
        }
    }

    /**
     * An attempt was handed in, by whomever.
     *
     * @param \mod_quiz\event\attempt_submitted $event
     */
    public static function attempt_submitted(\mod_quiz\event\attempt_submitted $event): void {
        self::over($event);
    }

    /**
     * An attempt was given up, because its time was over.
     *
     * @param \mod_quiz\event\attempt_abandoned $event
     */
    public static function attempt_abandoned(\mod_quiz\event\attempt_abandoned $event): void {
        self::over($event);
    }

    /**
     * A teacher has reopened an attempt in Moodle: the examinee checks in again. One that a proctor had ended stays ended
     * until the proctor readmits.
     *
     * @param \mod_quiz\event\attempt_reopened $event
     */
    public static function attempt_reopened(\mod_quiz\event\attempt_reopened $event): void {
        $attempt = self::attempt($event);
        if ($attempt && $attempt->get('state') === proctored_attempt::COMPLETE) {
            $attempt->set('state', proctored_attempt::CREATED);
            $attempt->save();
        }
    }

    /**
     * An attempt was deleted.
     *
     * @param \mod_quiz\event\attempt_deleted $event
     */
    public static function attempt_deleted(\mod_quiz\event\attempt_deleted $event): void {
        $attempt = self::attempt($event);
        if ($attempt) {
            transition::forget($attempt);
        }
    }

    /**
     * A course was reset. Moodle tells of no single attempt that it has deleted.
     *
     * @param \core\event\course_reset_ended $event
     */
    public static function course_reset(\core\event\course_reset_ended $event): void {
        if (installation::is_done()) {
            forget::gone_in_course((int) $event->courseid);
        }
    }

    /**
     * A user override was made, changed or deleted.
     *
     * @param base $event
     */
    public static function user_override_changed(base $event): void {
        if (installation::is_done()) {
            time_credit::override_changed((int) $event->other['quizid'], (int) $event->relateduserid);
        }
    }

    /**
     * A group override was made, changed or deleted.
     *
     * @param base $event
     */
    public static function group_override_changed(base $event): void {
        if (installation::is_done()) {
            time_credit::limits_changed((int) $event->other['quizid']);
        }
    }

    /**
     * The settings of an activity were changed.
     *
     * @param \core\event\course_module_updated $event
     */
    public static function course_module_updated(\core\event\course_module_updated $event): void {
        if ($event->other['modulename'] === 'quiz' && installation::is_done()) {
            time_credit::limits_changed((int) $event->other['instanceid']);
        }
    }

    /**
     * An attempt is over.
     *
     * @param base $event
     */
    private static function over(base $event): void {
        $attempt = self::attempt($event);
        if ($attempt) {
            transition::complete($attempt);
            // A locked gradebook has not told us of the mark.
            held_grade::refresh((int) $attempt->get('quizid'), (int) $attempt->get('userid'));
        }
    }

    /**
     * Our row for the attempt of an event.
     *
     * @param base $event
     * @return proctored_attempt|null
     */
    private static function attempt(base $event): ?proctored_attempt {
        return installation::is_done() ? proctored_attempt::of_attempt((int) $event->objectid) : null;
    }
}
