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

use core\event\base;
use mod_quiz\quiz_settings;
use mod_quiz\task\update_overdue_attempts;
use quizaccess_invigil\output\held;
use quizaccess_invigil\task\follow_clocks;
use quizaccess_invigil\tests\held_locks;
use quizaccess_invigil\tests\outage_trait;

/**
 * The clocks of attempts while the tool is away.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers     \quizaccess_invigil\local\outage
 * @covers     \quizaccess_invigil\local\gaps
 * @covers     \quizaccess_invigil\local\presence
 * @covers     \quizaccess_invigil\task\follow_clocks
 */
final class outage_test extends \advanced_testcase {
    use outage_trait;

    /**
     * Each test changes the database.
     */
    protected function setUp(): void {
        parent::setUp();
        $this->resetAfterTest();
        $this->preventResetByRollback();
    }

    /**
     * Nothing has noticed the outage before the tool is back: all the same every second behind the first two minutes is given.
     */
    public function test_back_after_three_minutes(): void {
        $attempt = $this->waiting();
        $sink = $this->redirectEvents();
        $this->report(300);
        $attempt->read();
        $this->assertSame([180, null, 'running'], [
            $attempt->get('creditseconds'), $attempt->get('stoppedat'), $attempt->get('state'),
        ]);
        $this->assertSame(3780, $this->limit($attempt));
        $this->assertSame([[gaps::TOOL_AWAY, 120, 300, 180]], $this->gaps($attempt));
        $events = array_filter($sink->get_events(), fn(base $event) => $event instanceof \quizaccess_invigil\event\lost_time_given);
        $this->assertStringContainsString('180 seconds back', reset($events)->get_description());
        $this->report(330);
        $this->report(900);
        $attempt->read();
        $this->assertSame(180 + 450, $attempt->get('creditseconds'));
    }

    /**
     * An outage that is shorter than the patience of the quiz costs nothing and gives nothing.
     */
    public function test_short_silence(): void {
        $attempt = $this->waiting();
        $this->report(119);
        $this->report(239);
        $attempt->read();
        $this->assertSame([0, []], [$attempt->get('creditseconds'), $this->gaps($attempt)]);
    }

    /**
     * Cron does not hand in what waits, and the page's clock is told what was left when it stopped.
     */
    public function test_time_runs_out_meanwhile(): void {
        $attempt = $this->waiting(['timelimit' => 600]);
        outage::follow($this->start + 125);
        $attempt->read();
        $this->assertSame($this->start + 120, (int) $attempt->get('stoppedat'));
        (new update_overdue_attempts())->update_all_overdue_attempts($this->start + 1500, $this->start + 1500);
        $this->assertSame('inprogress', $this->quiz_row($attempt)->state);
        $manager = new \mod_quiz\access_manager(
            quiz_settings::create($this->quiz->id, $this->examinee->id),
            $this->start + 1500,
            false
        );
        $this->assertSame(480, $manager->get_time_left_display($this->quiz_row($attempt), $this->start + 1500));
        $this->assertStringContainsString('Time limit: 10 mins', implode('|', $manager->describe_rules()));
        $this->assertStringContainsString('Your clock stands still', implode('|', $manager->describe_rules()));
        $this->report(1500);
        $this->assertSame(600 + 1380, $this->limit($attempt));
        $this->assertSame([[gaps::TOOL_AWAY, 120, 1500, 1380]], $this->gaps($attempt));
    }

    /**
     * At the site's limit the clock runs again, and is not stopped a second time in the same outage.
     */
    public function test_limit(): void {
        set_config(outage::SETTING, 5, 'quizaccess_invigil');
        $attempt = $this->waiting();
        outage::follow($this->start + 130);
        outage::follow($this->start + 419);
        $this->assertSame([[gaps::TOOL_AWAY, 120, null, null]], $this->gaps($attempt));
        outage::follow($this->start + 420);
        outage::follow($this->start + 500);
        $attempt->read();
        $this->assertSame([300, null], [$attempt->get('creditseconds'), $attempt->get('stoppedat')]);
        $this->assertSame(3900, $this->limit($attempt));
        $this->assertSame([[gaps::TOOL_AWAY, 120, null, 300]], $this->gaps($attempt));
        $this->report(1000);
        $attempt->read();
        $this->assertSame(300, $attempt->get('creditseconds'));
        $this->assertSame([[gaps::TOOL_AWAY, 120, 1000, 300]], $this->gaps($attempt));
        // The rest is for a person to give.
        $this->assertSame(580, gaps::give_back($attempt, $this->start + 1010));
        $this->assertSame(3600 + 880, $this->limit($attempt));
        $this->assertSame(0, gaps::give_back($attempt, $this->start + 1020));
    }

    /**
     * The limit holds as well where nothing has run during the outage; 0 gives nothing.
     */
    public function test_limit_afterwards(): void {
        $attempt = $this->waiting();
        $this->report(2 * HOURSECS);
        $attempt->read();
        $this->assertSame(30 * MINSECS, $attempt->get('creditseconds'));
        set_config(outage::SETTING, 0, 'quizaccess_invigil');
        $this->report(4 * HOURSECS);
        $attempt->read();
        $this->assertSame(30 * MINSECS, $attempt->get('creditseconds'));
    }

    /**
     * A quiz that goes on without the tool has lost nothing, nor has an attempt that is over.
     */
    public function test_not_concerned(): void {
        $attempt = $this->waiting(choice: ['ontoolfailure' => choice::FAILURE_RUN]);
        $this->report(900);
        $this->assertSame([], $this->gaps($attempt));
        $this->choice->set('ontoolfailure', choice::FAILURE_HOLD);
        $this->choice->save();
        ending::hand_in($attempt, $this->start + 901);
        $this->report(1800);
        $attempt->read();
        $this->assertSame([[], 0], [$this->gaps($attempt), $attempt->get('creditseconds')]);
    }

    /**
     * The quiz's own time of closing is put off by as much.
     */
    public function test_time_of_closing(): void {
        $close = time() + 1000;
        $attempt = $this->waiting(['timeclose' => $close]);
        outage::follow($this->start + 130);
        $this->assertSame($close + time_credit::HOLD - $this->start, $this->limit($attempt));
        $this->report(300);
        $this->assertSame($close + 180 - $this->start, $this->limit($attempt));
    }

    /**
     * Without a limit the time is written down, and no override comes of it; a limit that comes later counts it.
     */
    public function test_no_limit(): void {
        global $DB;
        $attempt = $this->waiting([]);
        outage::follow($this->start + 130);
        $this->report(300);
        $attempt->read();
        $this->assertSame([180, false], [$attempt->get('creditseconds'), $this->limit($attempt)]);
        $this->assertSame('', outage::words($attempt));
        $this->assertSame(0, $DB->count_records('quiz_overrides'));
    }

    /**
     * An override of the teacher's is moved and its other fields stay.
     */
    public function test_override(): void {
        global $DB;
        $attempt = $this->waiting();
        quiz_settings::create($this->quiz->id)->get_override_manager()->save_override(
            ['userid' => $this->examinee->id, 'timelimit' => 7200, 'attempts' => 3]
        );
        outage::follow($this->start + 130);
        $this->assertSame(7200 + time_credit::HOLD, $this->limit($attempt));
        $this->report(300);
        $this->assertSame(7380, $this->limit($attempt));
        $this->assertEquals(3, $DB->get_field('quiz_overrides', 'attempts', ['quiz' => $this->quiz->id]));
    }

    /**
     * A page of the quiz stops the clock, if nothing else has; and lets it run when the tool is back.
     */
    public function test_noticed_by_a_page(): void {
        global $PAGE;
        $attempt = $this->waiting();
        $access = access::for_attempt((int) $attempt->get('attemptid'));
        $access->follow_clock($this->start + 100);
        $this->assertSame([], $this->gaps($attempt));
        $access->follow_clock($this->start + 150);
        $this->assertSame($this->start + 120, (int) $access->attempt->get('stoppedat'));
        $this->assertSame(access::TOOL_AWAY, $access->held($this->start + 150));
        $held = (new held((int) $this->quiz->cmid, access::TOOL_AWAY, $access->attempt))
            ->export_for_template($PAGE->get_renderer('core'));
        $this->assertStringContainsString('Your clock stands still meanwhile: up to 30 mins', $held['clock']);
        $state = shell_state::of(
            quiz_settings::create($this->quiz->id, $this->examinee->id),
            (int) $this->examinee->id,
            1,
            $this->start + 150
        );
        $this->assertNull($state['timeleft']);
        $this->report(200);
        $this->assertSame([[gaps::TOOL_AWAY, 120, 200, 80]], $this->gaps($attempt));
    }

    /**
     * One attempt that cannot be changed holds up no other: the task comes by again.
     */
    public function test_one_is_busy(): void {
        global $CFG;
        $attempt = $this->waiting();
        $CFG->lock_factory = held_locks::class;
        $this->report(300);
        $this->assertDebuggingCalled();
        unset($CFG->lock_factory);
        $this->assertSame([[gaps::TOOL_AWAY, 120, 300, null]], $this->gaps($attempt));
        outage::follow($this->start + 310);
        $this->assertSame([[gaps::TOOL_AWAY, 120, 300, 180]], $this->gaps($attempt));
    }

    /**
     * The task has a name, and does nothing where nothing is to be done.
     */
    public function test_task(): void {
        $attempt = $this->waiting();
        $task = new follow_clocks();
        $this->assertNotSame('', $task->get_name());
        $task->execute();
        $this->assertSame([], $this->gaps($attempt));
    }
}
