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
use mod_quiz\task\update_overdue_attempts;
use quizaccess_invigil\tests\enforced_quiz_trait;

/**
 * Time that is given back.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers     \quizaccess_invigil\local\time_credit
 */
final class time_credit_test extends \advanced_testcase {
    use enforced_quiz_trait;

    /**
     * Each test changes the database.
     */
    protected function setUp(): void {
        parent::setUp();
        $this->resetAfterTest();
        $this->preventResetByRollback();
    }

    /**
     * The examinee's override.
     *
     * @return \stdClass|false
     */
    private function override() {
        global $DB;
        return $DB->get_record('quiz_overrides', ['quiz' => $this->quiz->id, 'userid' => $this->examinee->id]);
    }

    /**
     * Makes an override as a teacher does.
     *
     * @param array $data
     * @return int
     */
    private function teacher_saves(array $data): int {
        return quiz_settings::create($this->quiz->id)->get_override_manager()->save_override($data);
    }

    /**
     * Moodle's own task that hands in what is overdue.
     *
     * @param int $now
     */
    private function cron(int $now): void {
        (new update_overdue_attempts())->update_all_overdue_attempts($now, $now);
    }

    /**
     * Time limit alone: nothing is handed in during the pause, and afterwards to the second.
     */
    public function test_time_limit_with_cron(): void {
        $this->make_quiz(['timelimit' => 600]);
        $attempt = $this->run_attempt();
        $start = (int) $this->quiz_row($attempt)->timestart;
        $this->command('pause', [], $start + 100);
        $this->cron($start + 5000);
        $this->assertSame('inprogress', $this->quiz_row($attempt)->state);
        $this->command('resume', [], $start + 5100);
        $override = $this->override();
        $this->assertEquals([5600, null, null, null], [
            $override->timelimit,
            $override->timeclose,
            $override->timeopen,
            $override->attempts,
        ]);
        $this->assertEquals($start + 5600, $this->quiz_row($attempt)->timecheckstate);
        $this->cron($start + 5599);
        $this->assertSame('inprogress', $this->quiz_row($attempt)->state);
        $this->cron($start + 5600);
        $this->assertSame('finished', $this->quiz_row($attempt)->state);
        $attempt->read();
        $this->assertSame(['complete', 5000, null], [
            $attempt->get('state'),
            $attempt->get('creditseconds'),
            $attempt->get('overrideid'),
        ]);
        $this->assertFalse($this->override());
    }

    /**
     * The time of closing moves too, and every pause counts.
     */
    public function test_both_limits_and_two_pauses(): void {
        $now = time();
        $this->make_quiz(['timelimit' => 600, 'timeclose' => $now + 1000]);
        $this->run_attempt();
        $this->command('pause', [], $now);
        $this->command('resume', [], $now + 30);
        $this->command('pause', [], $now + 40);
        $this->command('update', ['extra_time' => 2], $now + 45);
        $this->command('resume', [], $now + 50);
        $this->assertEquals([600 + 160, $now + 1000 + 160], [$this->override()->timelimit, $this->override()->timeclose]);
    }

    /**
     * Without a limit nothing is written.
     */
    public function test_no_limit(): void {
        $this->make_quiz();
        $attempt = $this->run_attempt();
        $this->command('pause', [], 1000);
        $this->command('resume', ['extra_time' => 5], 1100);
        $attempt->read();
        $this->assertSame([400, null], [$attempt->get('creditseconds'), $attempt->get('overrideid')]);
        $this->assertFalse($this->override());
    }

    /**
     * A pause that has cost nothing leaves nothing, also when it came in together with its end.
     */
    public function test_a_pause_of_no_time(): void {
        $now = time();
        $this->make_quiz(['timelimit' => 600, 'timeclose' => $now + 5000]);
        $attempt = $this->run_attempt();
        $this->assertSame('paused', $this->command('pause', [], $now)['status']);
        $this->assertEquals(600 + time_credit::HOLD, $this->override()->timelimit);
        $this->assertSame('running', $this->command('resume', [], $now)['status']);
        $this->assertFalse($this->override());
        $attempt->read();
        $this->assertSame(['running', null, false, 0], [
            $attempt->get('state'), $attempt->get('overrideid'), $attempt->get('overridemade'), $attempt->get('creditseconds'),
        ]);
        $this->command('pause', [], $now + 10);
        $this->command('resume', [], $now + 15);
        $this->assertEquals(605, $this->override()->timelimit);
    }

    /**
     * A teacher's override that meanwhile says what the quiz says does not keep an attempt from ending.
     */
    public function test_a_teachers_override_that_says_nothing_more(): void {
        global $DB;
        $this->make_quiz(['timelimit' => 600]);
        $this->teacher_saves(['userid' => $this->examinee->id, 'timelimit' => 1200]);
        $attempt = $this->run_attempt();
        $this->command('update', ['extra_time' => 1]);
        $DB->set_field('quiz', 'timelimit', 1200, ['id' => $this->quiz->id]);
        $this->command('terminate');
        $attempt->read();
        $this->assertSame(['terminated', null], [$attempt->get('state'), $attempt->get('overrideid')]);
        $effective = quiz_update_effective_access($DB->get_record('quiz', ['id' => $this->quiz->id]), $this->examinee->id);
        $this->assertEquals(1200, $effective->timelimit);
    }

    /**
     * The most generous group counts, as in Moodle.
     */
    public function test_group_overrides(): void {
        $this->make_quiz(['timelimit' => 600]);
        foreach ([700, 900] as $limit) {
            $group = $this->getDataGenerator()->create_group(['courseid' => $this->course->id]);
            groups_add_member($group, $this->examinee);
            $this->teacher_saves(['groupid' => $group->id, 'timelimit' => $limit]);
        }
        $this->run_attempt();
        $this->command('pause', [], 1000);
        $this->command('resume', [], 1050);
        $this->assertEquals(950, $this->override()->timelimit);
        $this->command('update', ['extra_time' => 1]);
        $this->assertEquals(1010, $this->override()->timelimit);
    }

    /**
     * An override that the teacher made keeps its other fields, and is as before when the attempt is over.
     */
    public function test_teachers_override(): void {
        $this->make_quiz(['timelimit' => 600]);
        $id = $this->teacher_saves(
            ['userid' => $this->examinee->id, 'timelimit' => 1200, 'attempts' => 3, 'password' => 'frog', 'timeopen' => 5]
        );
        $attempt = $this->run_attempt();
        $before = $this->override();
        $this->command('pause', [], 1000);
        $this->assertEquals(1200 + time_credit::HOLD, $this->override()->timelimit);
        $this->command('resume', ['extra_time' => 1], 1050);
        $override = $this->override();
        $this->assertEquals([$id, 1310, 3, 'frog', 5], [
            $override->id,
            $override->timelimit,
            $override->attempts,
            $override->password,
            $override->timeopen,
        ]);
        $attempt->read();
        $this->assertSame([$id, false], [$attempt->get('overrideid'), $attempt->get('overridemade')]);
        $this->command('terminate');
        $this->assertEquals($before, $this->override());
        // Let in again, all that was given is there again, and the time since the end.
        $attempt->read();
        $stopped = $attempt->get('stoppedat');
        $this->command('resume', [], $stopped + 5);
        $attempt->read();
        transition::begin($attempt, $stopped + 10);
        $this->assertEquals(1320, $this->override()->timelimit);
    }

    /**
     * A teacher's "no limit" stays so.
     */
    public function test_teachers_no_limit(): void {
        global $DB;
        $this->make_quiz(['timelimit' => 600, 'timeclose' => time() + 5000]);
        $id = $this->teacher_saves(['userid' => $this->examinee->id, 'attempts' => 3]);
        $DB->set_field('quiz_overrides', 'timelimit', 0, ['id' => $id]);
        $attempt = $this->run_attempt();
        $this->command('pause', [], 1000);
        $this->command('resume', [], 1050);
        $this->assertEquals(['0', $this->quiz->timeclose + 50], [$this->override()->timelimit, $this->override()->timeclose]);
        $this->assertEquals($this->quiz->timeclose + 50, $this->quiz_row($attempt)->timecheckstate);
        $this->command('terminate');
        $this->assertEquals(['0', null, 3], [
            $this->override()->timelimit,
            $this->override()->timeclose,
            $this->override()->attempts,
        ]);
    }

    /**
     * A teacher who changes the quiz, or the override, while the attempt is paused.
     */
    public function test_teacher_changes_during_pause(): void {
        global $DB;
        $this->make_quiz(['timelimit' => 600]);
        $attempt = $this->run_attempt();
        $start = (int) $this->quiz_row($attempt)->timestart;
        $this->command('pause', [], $start);
        $DB->set_field('quiz', 'timelimit', 700, ['id' => $this->quiz->id]);
        $this->command('resume', [], $start + 10);
        $this->assertEquals(710, $this->override()->timelimit);
        $this->command('pause', [], $start + 10);
        $this->teacher_saves(['timelimit' => 1000] + (array) $this->override());
        $this->cron($start + 3000);
        $this->assertSame('inprogress', $this->quiz_row($attempt)->state);
        $attempt->read();
        $this->assertFalse($attempt->get('overridemade'));
        $this->command('resume', [], $start + 30);
        $this->assertEquals(1030, $this->override()->timelimit);
        $this->command('terminate');
        $this->assertEquals(1000, $this->override()->timelimit);
    }

    /**
     * A teacher who deletes the override while the attempt is paused.
     */
    public function test_teacher_deletes_during_pause(): void {
        $this->make_quiz(['timelimit' => 600]);
        $attempt = $this->run_attempt();
        $start = (int) $this->quiz_row($attempt)->timestart;
        $this->command('pause', [], $start);
        quiz_settings::create($this->quiz->id)->get_override_manager()->delete_overrides([$this->override()]);
        $this->assertEquals(600 + time_credit::HOLD, $this->override()->timelimit);
        $this->command('resume', [], $start + 30);
        $this->assertEquals(630, $this->override()->timelimit);
    }

    /**
     * A forgotten pause ends at last: what was saved is handed in.
     */
    public function test_forgotten_pause(): void {
        $this->make_quiz(['timelimit' => 600]);
        $attempt = $this->run_attempt();
        $start = (int) $this->quiz_row($attempt)->timestart;
        $this->command('pause', [], $start);
        $this->cron($start + 600 + time_credit::HOLD);
        $this->assertSame('finished', $this->quiz_row($attempt)->state);
        $attempt->read();
        $this->assertSame(['complete', null], [$attempt->get('state'), $attempt->get('stoppedat')]);
        $this->assertFalse($this->override());
    }

    /**
     * With a period of grace: an overdue attempt is not abandoned during a pause, and works again if it has time again.
     */
    public function test_grace_period(): void {
        $this->make_quiz(['timelimit' => 600, 'overduehandling' => 'graceperiod', 'graceperiod' => 300]);
        $attempt = $this->run_attempt();
        global $DB;
        $start = time() - 650;
        $DB->set_field('quiz_attempts', 'timestart', $start, ['id' => $attempt->get('attemptid')]);
        quiz_update_open_attempts(['quizid' => $this->quiz->id]);
        $this->cron($start + 650);
        $this->assertSame('overdue', $this->quiz_row($attempt)->state);
        $this->command('pause', [], $start + 650);
        $this->cron($start + 2000);
        $this->assertSame('overdue', $this->quiz_row($attempt)->state);
        $this->command('resume', [], $start + 660);
        $row = $this->quiz_row($attempt);
        $this->assertEquals(['overdue', $start + 610 + 300], [$row->state, $row->timecheckstate]);
        $this->command('update', ['extra_time' => 10]);
        $row = $this->quiz_row($attempt);
        $this->assertEquals(['inprogress', $start + 1210], [$row->state, $row->timecheckstate]);
    }
}
