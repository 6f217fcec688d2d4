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

use quizaccess_invigil\lti\tool;

/**
 * Takes what is kept about proctored attempts out of the database, with what hangs on it: time that was given is taken back, a
 * grade that was hidden is shown again.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class forget {
    /**
     * All about a quiz that is deleted.
     *
     * @param int $quizid
     */
    public static function quiz(int $quizid): void {
        global $DB;
        self::attempts(proctored_attempt::get_records(['quizid' => $quizid]));
        $DB->delete_records('quizaccess_invigil_launches', ['quizid' => $quizid]);
        $DB->delete_records(choice::TABLE, ['quizid' => $quizid]);
    }

    /**
     * The attempts of users at a quiz.
     *
     * @param int $quizid
     * @param int[]|null $userids null for everybody's
     * @return int[] the users of whom there was an attempt
     */
    public static function users(int $quizid, ?array $userids = null): array {
        global $DB;
        $select = 'quizid = :quizid';
        $params = ['quizid' => $quizid];
        if ($userids !== null) {
            [$insql, $inparams] = $DB->get_in_or_equal($userids, SQL_PARAMS_NAMED, 'u', true, 0);
            $select .= " AND userid $insql";
            $params += $inparams;
        }
        $DB->delete_records_select('quizaccess_invigil_launches', $select, $params);
        $attempts = proctored_attempt::get_records_select($select, $params);
        self::attempts($attempts);
        return array_values(array_unique(array_map(fn($attempt) => (int) $attempt->get('userid'), $attempts)));
    }

    /**
     * What is left of attempts in a course that were deleted without a word.
     *
     * @param int $courseid
     */
    public static function gone_in_course(int $courseid): void {
        self::attempts(proctored_attempt::get_records_select(
            'quizid IN (SELECT id FROM {quiz} WHERE course = :courseid)
                AND attemptid IS NOT NULL AND attemptid NOT IN (SELECT id FROM {quiz_attempts})',
            ['courseid' => $courseid]
        ));
    }

    /**
     * Undoes what this plugin has done to the site outside its own tables: it will not be there to undo it later.
     */
    public static function traces(): void {
        global $DB;
        // Without the setting no grade is held; each is shown again.
        $DB->set_field(choice::TABLE, 'holdgrade', 0);
        $quizids = $DB->get_fieldset_select(proctored_attempt::TABLE, 'DISTINCT quizid', 'gradeheld <> 0');
        foreach ($quizids as $quizid) {
            held_grade::refresh_quiz((int) $quizid);
        }
        foreach (proctored_attempt::get_records_select('overrideid IS NOT NULL') as $attempt) {
            self::take_back_time($attempt);
        }
    }

    /**
     * Removes the preconfigured tool of mod_lti, unless activities use it: they would be lost with it, and an administrator may
     * want to register them anew.
     */
    public static function connection(): void {
        global $CFG, $DB;
        $tool = tool::connected();
        if ($tool && !$DB->record_exists('lti', ['typeid' => $tool->typeid])) {
            require_once($CFG->dirroot . '/mod/lti/locallib.php');
            lti_delete_type($tool->typeid);
        }
    }

    /**
     * Deletes rows.
     *
     * @param proctored_attempt[] $attempts
     */
    private static function attempts(array $attempts): void {
        global $DB;
        foreach ($attempts as $attempt) {
            self::take_back_time($attempt);
            $quizid = (int) $attempt->get('quizid');
            $userid = (int) $attempt->get('userid');
            if ($attempt->get('gradeheld')) {
                $attempt->set('flagged', false)->set('verdict', null)->save();
                held_grade::refresh($quizid, $userid);
            }
            one_shell::release((int) $attempt->get('id'));
            $DB->delete_records('quizaccess_invigil_controls', ['proctoredid' => $attempt->get('id')]);
            $DB->delete_records(gaps::TABLE, ['proctoredid' => $attempt->get('id')]);
            $attempt->delete();
        }
    }

    /**
     * Takes back the time that was given for an attempt, if it still counts.
     *
     * @param proctored_attempt $attempt
     */
    private static function take_back_time(proctored_attempt $attempt): void {
        global $DB;
        $overrideid = $attempt->get('overrideid');
        if ($overrideid && $DB->record_exists('quiz_overrides', ['id' => $overrideid])) {
            time_credit::release($attempt);
        }
    }
}
