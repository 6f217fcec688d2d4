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

namespace quizaccess_invigil\privacy;

use context;
use context_module;
use core_privacy\local\metadata\collection;
use core_privacy\local\request\approved_contextlist;
use core_privacy\local\request\approved_userlist;
use core_privacy\local\request\contextlist;
use core_privacy\local\request\userlist;
use core_privacy\local\request\writer;
use mod_quiz\quiz_settings;
use quizaccess_invigil\local\choice;
use quizaccess_invigil\local\forget;
use quizaccess_invigil\local\gaps;
use quizaccess_invigil\local\one_shell;
use quizaccess_invigil\local\proctored_attempt;
use quizaccess_invigil\task\delete_people;

/**
 * What is kept about people, in Moodle and at Invigil: told, exported, deleted.
 *
 * Two doors lead here. mod_quiz asks before it deletes a quiz's attempts, as long as our rows still say whose they are. The
 * privacy subsystem asks us directly as well: also about examinees who never got past the check-in and about staff, of whom
 * mod_quiz knows nothing. Whatever the first has done the second does not find any more.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class provider implements
    \core_privacy\local\metadata\provider,
    \core_privacy\local\request\core_userlist_provider,
    \core_privacy\local\request\plugin\provider,
    \mod_quiz\privacy\quizaccess_provider,
    \mod_quiz\privacy\quizaccess_user_provider {
    /** @var array[] The columns that say something about a person, by table. */
    const COLUMNS = [
        choice::TABLE => ['proctors', 'message', 'more', 'usermodified', 'timecreated', 'timemodified'],
        proctored_attempt::TABLE => [
            'userid', 'attemptnumber', 'attemptid', 'sessiondata', 'state', 'checkedinat', 'live', 'liveat', 'stoppedat',
            'message', 'creditseconds', 'overrideid', 'flagged', 'incidents', 'severities', 'verdict', 'verdictnote',
            'verdictby', 'verdictat', 'gradeheld', 'usermodified', 'timecreated', 'timemodified',
        ],
        'quizaccess_invigil_controls' => [
            'action', 'incidenttime', 'severity', 'extratime', 'reasoncode', 'reasonmsg', 'answer', 'timecreated',
        ],
        gaps::TABLE => ['reason', 'timestart', 'timeend', 'credited'],
        'quizaccess_invigil_launches' => ['userid', 'quizid', 'messagetype', 'shell', 'timecreated'],
        one_shell::TABLE => ['shell', 'page', 'since', 'address', 'seen', 'freeat', 'takeovers'],
    ];

    /** @var string[] What goes to Invigil, or comes into being there. */
    const AT_INVIGIL = [
        'userid', 'fullname', 'email', 'roles', 'language', 'quiz', 'attempt', 'camera', 'microphone', 'screen', 'events',
        'incidents', 'messages', 'device',
    ];

    /**
     * What is kept, where, and what for.
     *
     * @param collection $collection
     * @return collection
     */
    public static function get_metadata(collection $collection): collection {
        foreach (self::COLUMNS as $table => $columns) {
            $fields = [];
            foreach ($columns as $column) {
                $fields[$column] = "privacy:metadata:$table:$column";
            }
            $collection->add_database_table($table, $fields, "privacy:metadata:$table");
        }
        $fields = [];
        foreach (self::AT_INVIGIL as $name) {
            $fields[$name] = "privacy:metadata:invigil:$name";
        }
        $collection->add_external_location_link('invigil', $fields, 'privacy:metadata:invigil');
        $collection->add_subsystem_link('core_grades', [], 'privacy:metadata:core_grades');
        $collection->add_plugintype_link('mod', [], 'privacy:metadata:mod_quiz');
        return $collection;
    }

    /**
     * The quizzes where something is kept about a user.
     *
     * @param int $userid
     * @return contextlist
     */
    public static function get_contexts_for_userid(int $userid): contextlist {
        $list = new contextlist();
        foreach (people_sql::of_user($userid) as [$sql, $params]) {
            $list->add_from_sql($sql, $params);
        }
        return $list;
    }

    /**
     * The users about whom something is kept in a quiz.
     *
     * @param userlist $userlist
     */
    public static function get_users_in_context(userlist $userlist) {
        $quizid = self::quizid($userlist->get_context());
        if (!$quizid) {
            return;
        }
        foreach (people_sql::of_quiz($quizid) as [$sql, $params]) {
            $userlist->add_from_sql('userid', $sql, $params);
        }
        $choice = choice::of_quiz($quizid);
        if ($choice) {
            $userlist->add_users($choice->proctor_ids());
        }
    }

    /**
     * Exports what is kept about a user, and what Invigil says it keeps.
     *
     * @param approved_contextlist $contextlist
     */
    public static function export_user_data(approved_contextlist $contextlist) {
        $userid = (int) $contextlist->get_user()->id;
        foreach ($contextlist->get_contexts() as $context) {
            $quizid = self::quizid($context);
            $data = $quizid ? export::of_user($quizid, $userid) : [];
            if ($data) {
                writer::with_context($context)->export_data([get_string('pluginname', 'quizaccess_invigil')], (object) $data);
            }
        }
    }

    /**
     * Nothing more: export_user_data() is asked about each of these quizzes too.
     *
     * @param quiz_settings $quiz
     * @param \stdClass $user
     * @return \stdClass
     */
    public static function export_quizaccess_user_data(quiz_settings $quiz, \stdClass $user): \stdClass {
        return (object) [];
    }

    /**
     * Deletes what is kept about everybody in a quiz.
     *
     * @param context $context
     */
    public static function delete_data_for_all_users_in_context(context $context) {
        $quizid = self::quizid($context);
        if ($quizid) {
            self::delete($quizid, null);
            self::forget_staff($quizid, null);
        }
    }

    /**
     * Deletes what is kept about a user.
     *
     * @param approved_contextlist $contextlist
     */
    public static function delete_data_for_user(approved_contextlist $contextlist) {
        $userid = (int) $contextlist->get_user()->id;
        foreach ($contextlist->get_contexts() as $context) {
            $quizid = self::quizid($context);
            if ($quizid) {
                self::delete($quizid, [$userid]);
                self::forget_staff($quizid, [$userid]);
            }
        }
    }

    /**
     * Deletes what is kept about users.
     *
     * @param approved_userlist $userlist
     */
    public static function delete_data_for_users(approved_userlist $userlist) {
        self::delete_quizaccess_data_for_users($userlist);
    }

    /**
     * Deletes what is kept about everybody in a quiz.
     *
     * @param quiz_settings $quiz
     */
    public static function delete_quizaccess_data_for_all_users_in_context(quiz_settings $quiz) {
        self::delete((int) $quiz->get_quizid(), null);
    }

    /**
     * The same under the name by which mod_quiz calls it, which is not the one of its interface.
     *
     * @param quiz_settings $quiz
     */
    public static function delete_subplugin_data_for_all_users_in_context(quiz_settings $quiz) {
        self::delete_quizaccess_data_for_all_users_in_context($quiz);
    }

    /**
     * Deletes what is kept about a user in a quiz.
     *
     * @param quiz_settings $quiz
     * @param \stdClass $user
     */
    public static function delete_quizaccess_data_for_user(quiz_settings $quiz, \stdClass $user) {
        self::delete((int) $quiz->get_quizid(), [(int) $user->id]);
    }

    /**
     * Deletes what is kept about users in a quiz.
     *
     * @param approved_userlist $userlist
     */
    public static function delete_quizaccess_data_for_users(approved_userlist $userlist) {
        $quizid = self::quizid($userlist->get_context());
        $userids = array_map('intval', $userlist->get_userids());
        if ($quizid && $userids) {
            self::delete($quizid, $userids);
            self::forget_staff($quizid, $userids);
        }
    }

    /**
     * Deletes attempts here and at Invigil. One person's are deleted there at once; many people's in the background.
     *
     * @param int $quizid
     * @param int[]|null $userids null for everybody
     */
    private static function delete(int $quizid, ?array $userids): void {
        $choice = choice::of_quiz($quizid);
        if (!$choice) {
            return;
        }
        $gone = forget::users($quizid, $userids);
        foreach ($gone as $userid) {
            if (count($gone) === 1) {
                delete_people::now_or_later($userid, [$choice->get('linkid')]);
            } else {
                delete_people::queue($userid, [$choice->get('linkid')]);
            }
        }
    }

    /**
     * Takes users off what they did as staff.
     *
     * @param int $quizid
     * @param int[]|null $userids null for everybody
     */
    private static function forget_staff(int $quizid, ?array $userids): void {
        global $DB;
        $choice = choice::of_quiz($quizid);
        if (!$choice) {
            return;
        }
        $proctors = $userids === null ? [] : array_diff($choice->proctor_ids(), $userids);
        $DB->set_field(choice::TABLE, 'proctors', implode(',', $proctors), ['quizid' => $quizid]);
        foreach ([choice::TABLE, proctored_attempt::TABLE] as $table) {
            $params = ['quizid' => $quizid];
            $select = 'quizid = :quizid';
            if ($userids !== null) {
                [$insql, $inparams] = $DB->get_in_or_equal($userids, SQL_PARAMS_NAMED);
                $select .= " AND usermodified $insql";
                $params += $inparams;
            }
            $DB->set_field_select($table, 'usermodified', 0, $select, $params);
        }
    }

    /**
     * The quiz of a context.
     *
     * @param context $context
     * @return int 0 if it is not a quiz's
     */
    private static function quizid(context $context): int {
        $cm = $context instanceof context_module ? get_coursemodule_from_id('quiz', $context->instanceid) : false;
        return $cm ? (int) $cm->instance : 0;
    }
}
