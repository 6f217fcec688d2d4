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

use mod_quiz\access_manager;
use mod_quiz\quiz_settings;
use mod_quiz\task\update_overdue_attempts;
use quizaccess_invigil\tests\enforced_quiz_trait;

/**
 * What an examinee is told of the time limit while their attempt is stopped.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers     \quizaccess_invigil\local\stopped_clock
 * @covers     \quizaccess_invigil
 */
final class stopped_clock_test extends \advanced_testcase {
    use enforced_quiz_trait;

    /**
     * Each test changes the database.
     */
    protected function setUp(): void {
        parent::setUp();
        $this->resetAfterTest();
    }

    /**
     * The rules as the quiz's page makes them for the current user.
     *
     * @param bool $canignoretimelimits
     * @return access_manager
     */
    private function rules(bool $canignoretimelimits = false): access_manager {
        global $USER;
        return new access_manager(quiz_settings::create($this->quiz->id, $USER->id), time(), $canignoretimelimits);
    }

    /**
     * All that the quiz's page says about its rules.
     *
     * @return string
     */
    private function said(): string {
        return implode("\n", $this->rules()->describe_rules());
    }

    /**
     * Paused: the limit is said as it is, once, and that the clock stands. What is enforced is what was put off.
     */
    public function test_paused(): void {
        $this->make_quiz(['timelimit' => 3600]);
        $attempt = $this->run_attempt();
        $this->assertStringContainsString('Time limit: 1 hour', $this->said());
        $this->assertStringNotContainsString('stopped', $this->said());
        $this->command('pause');
        $said = $this->said();
        $this->assertSame(1, substr_count($said, 'Time limit'));
        $this->assertStringContainsString("Time limit: 1 hour\n", $said);
        $this->assertStringNotContainsString('days', $said);
        $this->assertStringContainsString('Your attempt is stopped', $said);
        $this->assertNotContains('quizaccess_timelimit', $this->rules()->get_active_rule_names());

        $row = $this->quiz_row($attempt);
        $end = $row->timestart + 3600 + time_credit::HOLD;
        $this->assertEquals($end, $this->rules()->get_end_time($row));
        $this->assertEquals($end - $row->timestart - 60, $this->rules()->get_time_left_display($row, $row->timestart + 60));
    }

    /**
     * It goes on: what was given is part of the limit, and Moodle's own rule is back.
     */
    public function test_goes_on(): void {
        $this->make_quiz(['timelimit' => 3600]);
        $attempt = $this->run_attempt();
        $now = time();
        $this->command('pause', [], $now);
        $this->command('resume', [], $now + 180);
        $this->assertStringContainsString('Time limit: 1 hour 3 mins', $this->said());
        $this->assertContains('quizaccess_timelimit', $this->rules()->get_active_rule_names());
        $this->command('pause', [], $now + 200);
        $this->assertStringContainsString("Time limit: 1 hour 3 mins\n", $this->said());
        $row = $this->quiz_row($attempt);
        $this->assertEquals($row->timestart + 3780 + time_credit::HOLD, $this->rules()->get_end_time($row));
    }

    /**
     * Readmitted: the same until the check-in is passed again.
     */
    public function test_readmitted(): void {
        $this->make_quiz(['timelimit' => 3600]);
        $attempt = $this->run_attempt();
        $this->command('terminate');
        $this->assertStringContainsString('Time limit: 1 hour', $this->said());
        $this->command('resume');
        $said = $this->said();
        $this->assertStringContainsString("Time limit: 1 hour\n", $said);
        $this->assertStringContainsString('Your attempt is stopped', $said);
        $this->assertStringNotContainsString('days', $said);
        transition::begin(new proctored_attempt($attempt->get('id')), time());
        $this->assertStringContainsString('Time limit: 1 hour', $this->said());
        $this->assertStringNotContainsString('stopped', $this->said());
    }

    /**
     * A limit of more than a week is one that was not put off.
     */
    public function test_long_limit(): void {
        $this->make_quiz(['timelimit' => 8 * DAYSECS]);
        $this->run_attempt();
        $this->assertStringContainsString('Time limit: 8 days', $this->said());
        $this->command('pause');
        $this->assertStringContainsString("Time limit: 8 days\n", $this->said());
    }

    /**
     * Nor was one put off that came while the attempt was stopped, and had none.
     */
    public function test_limit_that_came_meanwhile(): void {
        global $DB;
        $this->make_quiz();
        $this->run_attempt();
        $this->command('pause');
        $DB->set_field('quiz', 'timelimit', 8 * DAYSECS, ['id' => $this->quiz->id]);
        $this->assertStringContainsString('Time limit: 8 days', $this->said());
    }

    /**
     * Without a time limit none is made up; that the time of closing is put off is said.
     */
    public function test_only_a_time_of_closing(): void {
        $this->make_quiz(['timeclose' => time() + 3600]);
        $this->run_attempt();
        $this->assertStringNotContainsString('put off', $this->said());
        $this->command('pause');
        $this->assertStringNotContainsString('Time limit', $this->said());
        $this->assertStringContainsString('put off', $this->said());
    }

    /**
     * Who is exempt from limits has none, and other people's pages are not about this attempt.
     */
    public function test_others(): void {
        $this->make_quiz(['timelimit' => 3600]);
        $attempt = $this->run_attempt();
        $this->command('pause');
        $this->assertFalse($this->rules(true)->get_end_time($this->quiz_row($attempt)));
        $this->assertStringNotContainsString('Time limit', implode('', $this->rules(true)->describe_rules()));
        $this->setUser($this->getDataGenerator()->create_and_enrol($this->course, 'student'));
        $this->assertStringContainsString('Time limit: 1 hour', $this->said());
        $this->assertStringNotContainsString('stopped', $this->said());
        $this->setUser($this->getDataGenerator()->create_and_enrol($this->course, 'editingteacher'));
        $this->assertStringContainsString('Time limit: 1 hour', $this->said());
    }

    /**
     * Nobody's page asks the database anything more while nothing is stopped.
     */
    public function test_costs_nothing(): void {
        global $DB;
        $this->make_quiz(['timelimit' => 3600]);
        $this->run_attempt();
        $quizobj = quiz_settings::create($this->quiz->id, $this->examinee->id);
        $before = $DB->perf_get_reads();
        $this->assertNull(stopped_clock::of($quizobj, time(), false));
        $this->assertSame($before, $DB->perf_get_reads());
    }

    /**
     * Moodle's own task hands in a stop that was forgotten, also in the examinee's own session.
     */
    public function test_forgotten(): void {
        $this->make_quiz(['timelimit' => 3600]);
        $attempt = $this->run_attempt();
        $start = (int) $this->quiz_row($attempt)->timestart;
        $this->command('pause', [], $start);
        $end = $start + 3600 + time_credit::HOLD;
        (new update_overdue_attempts())->update_all_overdue_attempts($end - 1, $end - 1);
        $this->assertSame('inprogress', $this->quiz_row($attempt)->state);
        (new update_overdue_attempts())->update_all_overdue_attempts($end, $end);
        $this->assertSame('finished', $this->quiz_row($attempt)->state);
    }
}
