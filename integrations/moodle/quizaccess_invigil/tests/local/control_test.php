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

use quizaccess_invigil\event;
use quizaccess_invigil\tests\enforced_quiz_trait;

/**
 * What proctors decide, done on the server.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers     \quizaccess_invigil\local\control
 */
final class control_test extends \advanced_testcase {
    use enforced_quiz_trait;

    /**
     * Refusals roll back, so the tests cannot be in a transaction themselves.
     */
    protected function setUp(): void {
        parent::setUp();
        $this->resetAfterTest();
        $this->preventResetByRollback();
    }

    /**
     * Pause and resume, each of them twice.
     */
    public function test_pause_and_resume(): void {
        $this->make_quiz();
        $attempt = $this->run_attempt();
        $sink = $this->redirectEvents();
        $this->assertSame(['status' => 'paused'], $this->command('pause', ['reason_msg' => 'Is 3 <4? <b>Please</b> wait.'], 1000));
        $attempt->read();
        $this->assertSame(['paused', 1000], [$attempt->get('state'), $attempt->get('stoppedat')]);
        $this->assertSame('Is 3 <4? <b>Please</b> wait.', $attempt->get('message'));
        $this->assertSame(['status' => 'paused'], $this->command('pause', ['reason_msg' => 'Still.'], 1010));
        $attempt->read();
        $this->assertSame([1000, 'Still.'], [$attempt->get('stoppedat'), $attempt->get('message')]);
        $this->assertSame(['status' => 'running'], $this->command('resume', [], 1090));
        $this->assertSame(['status' => 'running'], $this->command('resume', [], 1095));
        $attempt->read();
        $this->assertSame(['running', null, null, 90], [
            $attempt->get('state'),
            $attempt->get('stoppedat'),
            $attempt->get('message'),
            $attempt->get('creditseconds'),
        ]);
        $classes = array_map('get_class', $sink->get_events());
        $this->assertSame([event\attempt_paused::class, event\attempt_resumed::class], $classes);
    }

    /**
     * A command is done once, whenever it comes again.
     */
    public function test_once(): void {
        global $DB;
        $this->make_quiz(['timelimit' => 3600]);
        $this->run_attempt();
        $update = $this->body('update', ['extra_time' => 10]);
        $this->assertSame(['status' => 'running', 'extra_time' => 10], control::perform(command::parse($update), time()));
        $this->command('pause');
        $this->assertSame(['status' => 'running', 'extra_time' => 10], control::perform(command::parse($update), time()));
        $this->assertSame(['status' => 'paused', 'extra_time' => 15], $this->command('update', ['extra_time' => 5]));
        $this->assertSame(['status' => 'running', 'extra_time' => 16], $this->command('resume', ['extra_time' => 1]));
        $this->assertEquals(4, $DB->count_records(control::TABLE));
        $limit = (int) $DB->get_field('quiz_overrides', 'timelimit', ['userid' => $this->examinee->id]);
        $this->assertEqualsWithDelta(3600 + 16 * 60, $limit, 5);
    }

    /**
     * A refused command is not remembered: it may be possible later.
     */
    public function test_refused_is_not_kept(): void {
        global $DB;
        $this->make_quiz();
        proctored_attempt::open((int) $this->quiz->id, (int) $this->examinee->id, 1);
        $body = $this->body('pause');
        $this->assert_refused(409, 'invalid_state', fn() => control::perform(command::parse($body), time()));
        $this->assertEquals(0, $DB->count_records(control::TABLE));
        $this->run_attempt();
        $this->assertSame(['status' => 'paused'], control::perform(command::parse($body), time()));
    }

    /**
     * Commands that are about nothing we know, or about somebody else's attempt.
     */
    public function test_unknown(): void {
        global $CFG, $DB;
        $this->make_quiz();
        $this->run_attempt();
        $other = $this->getDataGenerator()->create_and_enrol($this->course, 'student');
        $otherquiz = $this->getDataGenerator()->create_module('quiz', ['course' => $this->course->id]);
        $DB->delete_records(choice::TABLE, ['quizid' => $otherquiz->id]);
        $link = choice::new_linkid();
        (new choice(0, (object) ['quizid' => (int) $otherquiz->id, 'linkid' => $link]))->create();
        $id = (string) $this->examinee->id;
        foreach ([
            ['attempt_number' => 2],
            ['attempt_number' => 0],
            ['user' => ['sub' => (string) $other->id]],
            ['user' => ['sub' => "0$id"]],
            ['user' => ['sub' => "$id "]],
            ['user' => ['sub' => $id, 'iss' => 'https://elsewhere.example']],
            ['resource_link' => ['id' => $link]],
        ] as $more) {
            $this->assert_refused(404, 'unknown_attempt', fn() => $this->command('terminate', $more));
        }
        $this->assert_refused(
            404,
            'unknown_resource_link',
            fn() => $this->command('terminate', ['resource_link' => ['id' => 'quiz-0']])
        );
        $this->assertEquals(0, $DB->count_records(control::TABLE));
        $this->assertSame(['status' => 'paused'], $this->command('pause', ['user' => ['sub' => $id, 'iss' => $CFG->wwwroot]]));
    }

    /**
     * What is possible in which state. Rows of: state, actions that are refused.
     *
     * @return array[]
     */
    public static function states(): array {
        return [
            ['created', ['pause', 'resume']],
            ['running', []],
            ['paused', []],
            ['terminated', ['pause', 'update']],
            ['complete', ['pause', 'resume', 'terminate', 'update']],
        ];
    }

    /**
     * What is possible in which state.
     *
     * @dataProvider states
     * @param string $state
     * @param string[] $refused
     */
    public function test_states(string $state, array $refused): void {
        foreach (['pause', 'resume', 'terminate', 'update', 'flag'] as $action) {
            $this->make_quiz();
            $attempt = proctored_attempt::open((int) $this->quiz->id, (int) $this->examinee->id, 1);
            $attempt->set_many(['state' => $state, 'stoppedat' => $state === 'paused' ? time() : null]);
            $attempt->save();
            if (in_array($action, $refused)) {
                $this->assert_refused(409, 'invalid_state', fn() => $this->command($action, ['extra_time' => 1]));
                $attempt->read();
                $this->assertSame($state, $attempt->get('state'));
            } else {
                $this->assertArrayHasKey('status', $this->command($action, ['extra_time' => 1]));
            }
        }
    }

    /**
     * The end: what was saved is handed in and graded, and the attempt stays ended.
     */
    public function test_terminate(): void {
        $this->make_quiz(['timelimit' => 3600]);
        $attempt = $this->run_attempt();
        $this->answer($attempt, [1 => $this->right[1], 2 => $this->right[2]]);
        $this->command('pause', [], time() - 100);
        $this->assertSame(['status' => 'terminated'], $this->command('terminate', ['reason_msg' => 'A phone was seen.']));
        $attempt->read();
        $this->assertSame(['terminated', true, 'A phone was seen.', null, false], [
            $attempt->get('state'),
            $attempt->get('flagged'),
            $attempt->get('message'),
            $attempt->get('overrideid'),
            $attempt->get('live'),
        ]);
        $row = $this->quiz_row($attempt);
        $this->assertSame(['finished', 2.0], [$row->state, (float) $row->sumgrades]);
        $this->assertSame(['status' => 'terminated'], $this->command('terminate'));
        $this->assertSame(access::TERMINATED, access::for_attempt((int) $row->id)->refuses_saving());
    }

    /**
     * Blocked before the quiz attempt exists.
     */
    public function test_terminate_before_start(): void {
        $this->make_quiz();
        $attempt = proctored_attempt::open((int) $this->quiz->id, (int) $this->examinee->id, 1);
        $this->assertSame(['status' => 'terminated'], $this->command('terminate'));
        $access = access::for_user((int) $this->quiz->id, (int) $this->examinee->id);
        $this->assertSame(access::TERMINATED, $access->held(time()));
        $this->assertSame(['status' => 'none'], $this->command('resume'));
        $attempt->read();
        $this->assertSame('created', $attempt->get('state'));
    }

    /**
     * Let in again: check-in first, then the time since the end is given back, and the exam can be finished.
     */
    public function test_readmit(): void {
        $this->make_quiz(['timelimit' => 600]);
        $attempt = $this->run_attempt();
        $this->answer($attempt, [1 => $this->right[1]]);
        $start = (int) $this->quiz_row($attempt)->timestart;
        $this->command('terminate', [], $start + 60);
        $this->assertSame(['status' => 'none'], $this->command('resume', [], $start + 4000));
        $this->assertSame(['status' => 'none'], $this->command('resume', [], $start + 4001));
        $attempt->read();
        $this->assertSame(['created', $start + 60], [$attempt->get('state'), $attempt->get('stoppedat')]);
        $this->assertSame('inprogress', $this->quiz_row($attempt)->state);
        $this->assertSame(access::NO_CHECK_IN, access::for_attempt($attempt->get('attemptid'))->held($start + 4002));
        transition::begin($attempt, $start + 5060);
        $row = $this->quiz_row($attempt);
        $this->assertEquals([$start + 600 + 5000, 5000], [$row->timecheckstate, $attempt->get('creditseconds')]);
        $this->answer($attempt, [2 => $this->right[2]]);
        ending::hand_in($attempt, $start + 5100);
        $attempt->read();
        $this->assertSame('complete', $attempt->get('state'));
        $this->assertEquals(2, $this->quiz_row($attempt)->sumgrades);
    }

    /**
     * An attempt that has ended in the meantime is complete, whatever our row said.
     */
    public function test_ended_unseen(): void {
        global $DB;
        $this->make_quiz();
        $attempt = $this->run_attempt();
        $DB->set_field('quiz_attempts', 'state', 'finished', ['id' => $attempt->get('attemptid')]);
        $this->assert_refused(409, 'invalid_state', fn() => $this->command('pause'));
        $attempt->read();
        $this->assertSame('complete', $attempt->get('state'));
    }

    /**
     * A flag changes nothing for the examinee; two of one moment are two if they say different things.
     */
    public function test_flag(): void {
        global $DB;
        $this->make_quiz();
        $attempt = $this->run_attempt();
        $sink = $this->redirectEvents();
        $body = $this->body('flag', ['incident_severity' => 0.8, 'reason_code' => 'phone<x>_visible', 'reason_msg' => 'Ann']);
        $this->assertSame(['status' => 'running'], control::perform(command::parse($body), time()));
        control::perform(command::parse($body), time());
        control::perform(command::parse(['reason_msg' => 'Bob'] + $body), time());
        $this->assertEquals(2, $DB->count_records(control::TABLE));
        $attempt->read();
        $this->assertTrue($attempt->get('flagged'));
        [$event] = $sink->get_events();
        $this->assertSame([0.8, 'phonex_visible', null], [
            $event->other['severity'],
            $event->other['reasoncode'],
            $event->other['minutes'],
        ]);
        $this->assertStringNotContainsString('Ann', json_encode($event->get_data()));
        $this->assertEquals($this->examinee->id, $event->relateduserid);
        $this->assertStringContainsString('phonex_visible', $event->get_description());
        $this->assertInstanceOf(\moodle_url::class, $event->get_url());
    }
}
