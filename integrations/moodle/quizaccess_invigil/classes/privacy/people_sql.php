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

use quizaccess_invigil\local\choice;
use quizaccess_invigil\local\proctored_attempt;

/**
 * Where people are found in our tables.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class people_sql {
    /** @var array[] Columns with a user's id, by table. */
    const IDS = [
        choice::TABLE => ['usermodified'],
        proctored_attempt::TABLE => ['userid', 'usermodified'],
        'quizaccess_invigil_launches' => ['userid'],
    ];

    /**
     * Queries for the contexts of the quizzes where something is kept about a user.
     *
     * @param int $userid
     * @return array[] SQL and its parameters
     */
    public static function of_user(int $userid): array {
        global $DB;
        $queries = [];
        foreach (self::IDS as $table => $columns) {
            foreach ($columns as $column) {
                $queries[] = self::contexts($table, "t.$column = :userid", ['userid' => $userid]);
            }
        }
        $list = $DB->sql_concat("','", 't.proctors', "','");
        $queries[] = self::contexts(choice::TABLE, $DB->sql_like($list, ':like'), ['like' => "%,$userid,%"]);
        return $queries;
    }

    /**
     * Queries for the users (column userid) about whom something is kept in a quiz, without those who are chosen to proctor.
     *
     * @param int $quizid
     * @return array[] SQL and its parameters
     */
    public static function of_quiz(int $quizid): array {
        $queries = [];
        foreach (self::IDS as $table => $columns) {
            foreach ($columns as $column) {
                $queries[] = [
                    "SELECT t.$column AS userid FROM {{$table}} t WHERE t.quizid = :quizid AND t.$column > 0",
                    ['quizid' => $quizid],
                ];
            }
        }
        return $queries;
    }

    /**
     * A query for contexts of quizzes.
     *
     * @param string $table t in the condition
     * @param string $where
     * @param array $params
     * @return array SQL and its parameters
     */
    private static function contexts(string $table, string $where, array $params): array {
        return [
            "SELECT ctx.id
               FROM {{$table}} t
               JOIN {course_modules} cm ON cm.instance = t.quizid
               JOIN {modules} m ON m.id = cm.module AND m.name = 'quiz'
               JOIN {context} ctx ON ctx.instanceid = cm.id AND ctx.contextlevel = :level
              WHERE $where",
            $params + ['level' => CONTEXT_MODULE],
        ];
    }
}
