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

namespace quizaccess_invigil\tests;

use mod_quiz\quiz_attempt;
use quizaccess_invigil\local\choice;
use quizaccess_invigil\local\gaps;
use quizaccess_invigil\local\presence;
use quizaccess_invigil\local\proctored_attempt;
use quizaccess_invigil\lti\tool;

/**
 * An attempt at a quiz that waits for a tool which may be silent.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
trait outage_trait {
    use enforced_quiz_trait;

    /** @var int When the quiz attempt was started, and the tool last heard of. */
    protected int $start = 0;

    /**
     * An attempt at a quiz that waits for the tool, which was heard of when it was started.
     *
     * @param array $settings of the quiz
     * @param array $choice
     * @return proctored_attempt
     */
    protected function waiting(array $settings = ['timelimit' => 3600], array $choice = []): proctored_attempt {
        global $DB;
        $this->make_quiz($settings, $choice + ['ontoolfailure' => choice::FAILURE_HOLD]);
        $attempt = $this->run_attempt();
        $this->start = (int) $this->quiz_row($attempt)->timestart;
        $DB->delete_records(tool::TABLE);
        $DB->insert_record(tool::TABLE, (object) [
            'typeid' => 1, 'origin' => 'https://tool.example', 'heardat' => $this->start, 'saidat' => $this->start,
        ]);
        return $attempt;
    }

    /**
     * The tool reports.
     *
     * @param int $after seconds after the start
     * @param array $live by session
     */
    protected function report(int $after, array $live = []): void {
        $now = $this->start + $after;
        presence::report(['at' => $now, 'attempts' => array_map(
            fn($session, $live) => ['session' => $session, 'live' => $live],
            array_keys($live),
            $live
        )], $now);
    }

    /**
     * How much time the examinee has by Moodle's own reckoning.
     *
     * @param proctored_attempt $attempt
     * @return int|false seconds from the start of the quiz attempt to its end
     */
    protected function limit(proctored_attempt $attempt): int|false {
        $quizattempt = quiz_attempt::create($attempt->get('attemptid'));
        $end = $quizattempt->get_access_manager(time())->get_end_time($quizattempt->get_attempt());
        return $end === false ? false : $end - $this->start;
    }

    /**
     * The gaps as [reason, start, end, credited], times in seconds after the start.
     *
     * @param proctored_attempt $attempt
     * @return array[]
     */
    protected function gaps(proctored_attempt $attempt): array {
        $after = fn($time) => $time === null ? null : $time - $this->start;
        return array_values(array_map(fn($gap) => [
            $gap->reason, $after($gap->timestart), $after($gap->timeend), $gap->credited === null ? null : (int) $gap->credited,
        ], gaps::of((int) $attempt->get('id'))));
    }

    /**
     * Sets the quiz's limit as the form does.
     *
     * @param int $seconds
     */
    protected function limit_is_set(int $seconds): void {
        global $DB;
        $DB->set_field('quiz', 'timelimit', $seconds, ['id' => $this->quiz->id]);
        quiz_update_open_attempts(['quizid' => $this->quiz->id]);
        \core\event\course_module_updated::create_from_cm(
            get_coursemodule_from_instance('quiz', $this->quiz->id)
        )->trigger();
    }
}
