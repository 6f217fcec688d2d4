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

use mod_quiz\quiz_attempt;
use quizaccess_invigil\local\control;
use quizaccess_invigil\local\ending;
use quizaccess_invigil\local\proctored_attempt;
use quizaccess_invigil\local\refusal_log;
use quizaccess_invigil\lti\tool;
use quizaccess_invigil\task\reconcile;
use quizaccess_invigil\tests\enforced_quiz_trait;

/**
 * What happens to attempts is followed; what nobody told is noticed.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers     \quizaccess_invigil\observer
 * @covers     \quizaccess_invigil\task\reconcile
 * @covers     \quizaccess_invigil\local\refusal_log
 */
final class follow_test extends \advanced_testcase {
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
     * From the start to the end of an attempt.
     */
    public function test_observer(): void {
        global $DB;
        $this->make_quiz(['timelimit' => 600]);
        $attempt = $this->run_attempt();
        $this->assertEquals('running', $attempt->get('state'));
        $this->assertNotEmpty($attempt->get('attemptid'));
        $this->command('update', ['extra_time' => 5]);
        $this->assertTrue($DB->record_exists('quiz_overrides', ['userid' => $this->examinee->id]));
        ending::hand_in($attempt, time());
        $attempt->read();
        $this->assertSame('complete', $attempt->get('state'));
        quiz_delete_attempt($attempt->get('attemptid'), $this->quiz);
        $this->assertFalse($DB->record_exists(proctored_attempt::TABLE, []));
        $this->assertFalse($DB->record_exists(control::TABLE, []));
        $this->assertFalse($DB->record_exists('quiz_overrides', []));
    }

    /**
     * Without a check-in there is a row that lets nobody in; of previews and other quizzes there is none.
     */
    public function test_without_check_in(): void {
        global $DB;
        $this->make_quiz();
        $id = $this->start();
        $this->assertSame('created', proctored_attempt::of_attempt($id)->get('state'));
        $teacher = $this->getDataGenerator()->create_and_enrol($this->course, 'editingteacher');
        $this->setUser($teacher);
        $this->start(1, $teacher, true);
        $this->assertEquals(1, $DB->count_records(proctored_attempt::TABLE));
        $this->make_quiz([], ['enabled' => false]);
        $this->start();
        $this->assertEquals(1, $DB->count_records(proctored_attempt::TABLE));
    }

    /**
     * Deleting a running attempt takes the time with it.
     */
    public function test_delete_while_paused(): void {
        global $DB;
        $this->make_quiz(['timelimit' => 600]);
        $attempt = $this->run_attempt();
        $this->command('pause');
        $this->setAdminUser();
        quiz_delete_attempt($attempt->get('attemptid'), $this->quiz);
        $this->assertFalse($DB->record_exists('quiz_overrides', []));
    }

    /**
     * A teacher reopens what was abandoned: check-in again. What a proctor has ended stays ended.
     */
    public function test_reopened_by_teacher(): void {
        $this->make_quiz();
        foreach (['complete' => 'created', 'terminated' => 'terminated'] as $before => $after) {
            $attempt = $this->run_attempt($before === 'complete' ? 1 : 2);
            quiz_attempt::create($attempt->get('attemptid'))->process_abandon(time(), false);
            $attempt->read();
            $attempt->set('state', $before);
            $attempt->save();
            quiz_attempt::create($attempt->get('attemptid'))->process_reopen_abandoned(time());
            $attempt->read();
            $this->assertSame($after, $attempt->get('state'));
            quiz_attempt::create($attempt->get('attemptid'))->process_abandon(time(), false);
        }
    }

    /**
     * Rows that were left behind.
     */
    public function test_reconcile_rows(): void {
        global $DB;
        $this->make_quiz(['timelimit' => 600]);
        $ended = $this->run_attempt(1);
        $this->command('pause');
        $DB->set_field('quiz_attempts', 'state', 'finished', ['id' => $ended->get('attemptid')]);
        $gone = $this->run_attempt(2);
        $DB->delete_records('quiz_attempts', ['id' => $gone->get('attemptid')]);
        $running = $this->run_attempt(3);
        $old = proctored_attempt::open((int) $this->quiz->id, (int) $this->examinee->id, 4);
        $DB->set_field(proctored_attempt::TABLE, 'timecreated', time() - 31 * DAYSECS, ['id' => $old->get('id')]);
        $new = proctored_attempt::open((int) $this->quiz->id, (int) $this->examinee->id, 5);
        $noquiz = proctored_attempt::open(999999, (int) $this->examinee->id, 1);
        (new reconcile())->execute();
        $states = $DB->get_records_menu(proctored_attempt::TABLE, [], 'id', 'id, state');
        $this->assertEquals([
            $ended->get('id') => 'complete',
            $running->get('id') => 'running',
            $new->get('id') => 'created',
        ], $states);
        $this->assertFalse($DB->record_exists(proctored_attempt::TABLE, ['id' => $noquiz->get('id')]));
        $this->assertFalse($DB->record_exists('quiz_overrides', []));
        $this->assertNotSame('', (new reconcile())->get_name());
    }

    /**
     * Logins that were begun, identifiers that were used.
     */
    public function test_reconcile_remains(): void {
        global $DB;
        foreach ([time() - 3700, time()] as $i => $time) {
            $DB->insert_record('quizaccess_invigil_launches', (object) [
                'hint' => "h$i",
                'userid' => 2,
                'quizid' => 1,
                'messagetype' => 'x',
                'timecreated' => $time,
            ]);
            $DB->insert_record('quizaccess_invigil_used', (object) ['tokenhash' => "t$i", 'expires' => $time + 60]);
        }
        (new reconcile())->execute();
        $this->assertSame(['h1'], $DB->get_fieldset('quizaccess_invigil_launches', 'hint', []));
        $this->assertSame(['t1'], $DB->get_fieldset('quizaccess_invigil_used', 'tokenhash', []));
    }

    /**
     * An outage is logged once, the next one again.
     */
    public function test_outage(): void {
        global $DB;
        $typeid = $DB->insert_record('lti_types', (object) [
            'name' => 'Invigil',
            'baseurl' => 'https://tool.example/',
            'tooldomain' => 'tool.example',
            'state' => 1,
            'course' => SITEID,
            'clientid' => 'client',
            'createdby' => 2,
            'timecreated' => 1,
            'timemodified' => 1,
        ]);
        $id = $DB->insert_record(tool::TABLE, (object) ['typeid' => $typeid, 'origin' => 'https://tool.example']);
        $sink = $this->redirectEvents();
        $outages = function (int $heardat) use ($DB, $id, $sink): int {
            $DB->set_field(tool::TABLE, 'heardat', $heardat, ['id' => $id]);
            (new reconcile())->execute();
            $count = count($sink->get_events());
            $sink->clear();
            return $count;
        };
        $this->assertSame([0, 0, 1, 0, 0, 1], array_map($outages, [
            0,
            time(),
            time() - 200,
            time() - 200,
            time(),
            time() - 150,
        ]));
    }

    /**
     * Nobody can fill the log from outside.
     */
    public function test_refusal_log(): void {
        $sink = $this->redirectEvents();
        foreach ([0, 1, 59, 60] as $seconds) {
            refusal_log::note('acs', 'refused_token', 401, 1000000 + $seconds);
        }
        refusal_log::note('acs', 'invalid_state', 409, 1000000);
        $events = $sink->get_events();
        $this->assertCount(3, $events);
        $this->assertStringContainsString('refused_token', $events[0]->get_description());
        $this->assertNotSame('', $events[0]::get_name());
    }

    /**
     * Every event has a name of its own.
     */
    public function test_event_names(): void {
        foreach ([
            'attempt_paused', 'attempt_resumed', 'attempt_terminated', 'attempt_readmitted', 'attempt_flagged',
            'extra_time_given', 'check_in_passed', 'outcome_received', 'command_refused', 'tool_unreachable',
        ] as $name) {
            $class = "\\quizaccess_invigil\\event\\$name";
            $this->assertStringStartsNotWith('[[', $class::get_name());
        }
    }
}
