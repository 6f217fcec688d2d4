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

namespace quizaccess_invigil\task;

use core\task\scheduled_task;
use quizaccess_invigil\event\tool_unreachable;
use quizaccess_invigil\local\ending;
use quizaccess_invigil\local\held_grade;
use quizaccess_invigil\local\proctored_attempt;
use quizaccess_invigil\local\transition;
use quizaccess_invigil\lti\one_use;
use quizaccess_invigil\lti\tool;

/**
 * Tidies up, and notices what nobody has told: an attempt that ended without an event, a held mark that came
 * back, a tool that is silent.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class reconcile extends scheduled_task {
    /** @var int Seconds after which a login that was begun is forgotten. */
    const LAUNCH_LIFE = HOURSECS;

    /** @var int Seconds after which a check-in is forgotten that led to no attempt. */
    const CREATED_LIFE = 30 * DAYSECS;

    /** @var int Rows that are dealt with in one run. */
    const BATCH = 500;

    /** @var string Setting: when the tool was last heard of before the outage that was logged last. */
    const LOGGED = 'outagelogged';

    /**
     * Its name.
     *
     * @return string
     */
    public function get_name() {
        return get_string('task_reconcile', 'quizaccess_invigil');
    }

    /**
     * Does it.
     */
    public function execute() {
        global $DB;
        $now = time();
        $DB->delete_records_select('quizaccess_invigil_launches', 'timecreated < :time', ['time' => $now - self::LAUNCH_LIFE]);
        one_use::purge($now);
        self::complete_ended();
        self::forget_gone($now);
        held_grade::reconcile(self::BATCH);
        self::notice_outage($now);
    }

    /**
     * Rows that are not over although their quiz attempt is, or that still have time of which nothing can be used.
     */
    private static function complete_ended(): void {
        global $DB;
        // Moodle 5 makes attempts ahead of time.
        [$in, $params] = $DB->get_in_or_equal([...ending::OPEN, 'notstarted'], SQL_PARAMS_NAMED, 'open', false);
        $attempts = self::some(
            "qa.id IS NOT NULL AND qa.state $in
                AND (p.state = :running OR p.state = :paused OR p.overrideid IS NOT NULL)",
            $params + ['running' => proctored_attempt::RUNNING, 'paused' => proctored_attempt::PAUSED]
        );
        array_walk($attempts, fn($attempt) => transition::complete($attempt));
    }

    /**
     * Rows whose quiz attempt or quiz is gone, and check-ins that led to nothing.
     *
     * @param int $now
     */
    private static function forget_gone(int $now): void {
        $attempts = self::some(
            'q.id IS NULL OR (p.attemptid IS NOT NULL AND qa.id IS NULL)
                OR (p.attemptid IS NULL AND p.state = :created AND p.timecreated < :time)',
            ['created' => proctored_attempt::CREATED, 'time' => $now - self::CREATED_LIFE]
        );
        array_walk($attempts, fn($attempt) => transition::forget($attempt));
    }

    /**
     * A tool that is silent is logged once for each outage.
     *
     * @param int $now
     */
    private static function notice_outage(int $now): void {
        $tool = tool::connected();
        if (!$tool || $tool->heardat === 0 || $tool->is_heard($now)) {
            return;
        }
        if ((int) get_config('quizaccess_invigil', self::LOGGED) !== $tool->heardat) {
            set_config(self::LOGGED, $tool->heardat, 'quizaccess_invigil');
            tool_unreachable::create([
                'context' => \context_system::instance(),
                'other' => ['heardat' => $tool->heardat],
            ])->trigger();
        }
    }

    /**
     * Some rows.
     *
     * @param string $where SQL; p is the row, qa its quiz attempt, q its quiz
     * @param array $params
     * @return proctored_attempt[]
     */
    private static function some(string $where, array $params): array {
        global $DB;
        $rows = $DB->get_records_sql(
            'SELECT p.*
               FROM {' . proctored_attempt::TABLE . '} p
          LEFT JOIN {quiz} q ON q.id = p.quizid
          LEFT JOIN {quiz_attempts} qa ON qa.id = p.attemptid
              WHERE ' . $where . '
           ORDER BY p.id',
            $params,
            0,
            self::BATCH
        );
        return array_map(fn($row) => new proctored_attempt(0, $row), $rows);
    }
}
