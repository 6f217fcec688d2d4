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

use core_external\external_api;
use quizaccess_invigil\event\launch_refused;
use quizaccess_invigil\tests\enforced_quiz_trait;

/**
 * Asking for what is not one's own is put on record, and changes nothing.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers     \quizaccess_invigil\local\trespass
 * @covers     \quizaccess_invigil\event\launch_refused
 */
final class trespass_test extends \advanced_testcase {
    use enforced_quiz_trait;

    /** @var \phpunit_event_sink */
    private $sink;

    /** @var proctored_attempt Running. */
    private proctored_attempt $attempt;

    /**
     * A running attempt.
     */
    protected function setUp(): void {
        parent::setUp();
        $this->resetAfterTest();
        $this->make_quiz();
        $this->attempt = $this->run_attempt();
        $this->sink = $this->redirectEvents();
    }

    /**
     * What is on record since the last time.
     *
     * @return array[] what was asked for, reason, who asked, about whom
     */
    private function noted(): array {
        $events = array_filter($this->sink->get_events(), fn($event) => $event instanceof launch_refused);
        $this->sink->clear();
        return array_values(array_map(fn($event) => [
            $event->other['what'], $event->other['reason'], (int) $event->userid, (int) $event->relateduserid,
        ], $events));
    }

    /**
     * Whoever may not enter the course is noted; members, visitors and people who are not logged in are not.
     */
    public function test_strangers(): void {
        $cmid = (int) $this->quiz->cmid;
        $generator = $this->getDataGenerator();
        $stranger = $generator->create_user();
        $generator->enrol_user($stranger->id, $generator->create_course()->id, 'editingteacher');
        $this->setUser($stranger);
        trespass::by_stranger($this->course, $cmid, 'console');
        $this->assertSame([['console', 'launch_othercourse', (int) $stranger->id, 0]], $this->noted());
        foreach ([$this->examinee, get_admin(), guest_user(), null] as $user) {
            $this->setUser($user);
            trespass::by_stranger($this->course, $cmid, 'console');
            $this->assertSame([], $this->noted());
        }
    }

    /**
     * Saving in somebody else's attempt, by a page or by a web service.
     */
    public function test_saving_for_others(): void {
        global $DB;
        $id = (int) $this->attempt->get('attemptid');
        $steps = $DB->count_records('question_attempt_steps');
        $other = $this->getDataGenerator()->create_and_enrol($this->course, 'student');
        $this->setUser($other);
        $this->noted();
        $expected = [['save', 'launch_foreign', (int) $other->id, (int) $this->examinee->id]];
        $this->assertNull(guard::refused($id, (int) $other->id));
        $this->assertSame($expected, $this->noted());
        $_POST['sesskey'] = sesskey();
        foreach (['save_attempt' => ['data' => []], 'process_attempt' => ['finishattempt' => true]] as $function => $more) {
            $answer = external_api::call_external_function("mod_quiz_$function", ['attemptid' => $id] + $more);
            $this->assertSame('guard_app', $answer['exception']->errorcode);
            $this->assertSame($expected, $this->noted());
        }
        $this->assertSame($steps, $DB->count_records('question_attempt_steps'));
        $this->assertSame('inprogress', $this->quiz_row($this->attempt)->state);
        // Their own is nothing to note.
        $this->setUser($this->examinee);
        guard::refused($id, (int) $this->examinee->id);
        $_POST['sesskey'] = sesskey();
        external_api::call_external_function('mod_quiz_save_attempt', ['attemptid' => $id, 'data' => []]);
        $this->assertSame([], $this->noted());
    }

    /**
     * The report of somebody who does not proctor.
     */
    public function test_report(): void {
        if (!class_exists(\quiz_invigil\local\people::class)) {
            $this->markTestSkipped('The report is not installed.');
        }
        $context = \context_module::instance($this->quiz->cmid);
        try {
            \quiz_invigil\local\people::require_report($context);
            $this->fail('A student saw the report.');
        } catch (\required_capability_exception $e) {
            $this->assertSame([['report', 'launch_notproctor', (int) $this->examinee->id, 0]], $this->noted());
        }
        $this->setUser($this->getDataGenerator()->create_and_enrol($this->course, 'teacher'));
        $this->noted();
        \quiz_invigil\local\people::require_report($context);
        $this->assertSame([], $this->noted());
    }
}
