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

use quizaccess_invigil\event\launch_refused;
use quizaccess_invigil\local\choice;
use quizaccess_invigil\local\proctored_attempt;
use quizaccess_invigil\lti\launch_rules;
use quizaccess_invigil\lti\login;
use quizaccess_invigil\lti\tool;
use quizaccess_invigil\tests\lti_launch_trait;

/**
 * Who may open what of the tool.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers     \quizaccess_invigil\lti\launch_rules
 * @covers     \quizaccess_invigil\lti\other_rules
 * @covers     \quizaccess_invigil\lti\login
 * @covers     \quizaccess_invigil\event\launch_refused
 */
final class lti_launch_test extends \advanced_testcase {
    use lti_launch_trait;

    /**
     * A connected tool, a proctored quiz, and people.
     */
    protected function setUp(): void {
        parent::setUp();
        $this->make_site();
    }

    /**
     * Who may watch.
     */
    public function test_staff(): void {
        $row = $this->row();
        $sink = $this->redirectEvents();
        $this->assert_refused('launch_notproctor', fn() => $this->login('student', 'console'));
        $this->assert_refused('launch_notproctor', fn() => $this->login('student', 'report', $row));
        $this->assert_refused('launch_notproctor', fn() => $this->login('other', 'report', $row));
        $events = array_filter($sink->get_events(), fn($event): bool => $event instanceof launch_refused);
        $this->assertCount(3, $events);
        $this->assertEquals($row->get('id'), end($events)->other['proctoredid']);
        $this->assert_refused('launch_noattempt', fn() => $this->login('teacher', 'report'));

        $choice = choice::of_quiz($this->quiz->id);
        $choice->set('proctors', (string) $this->users['student']->id);
        $choice->update();
        $this->assert_refused('launch_notproctor', fn() => $this->login('teacher', 'console'));
        // To be named does not make a proctor of a student.
        $this->assert_refused('launch_notproctor', fn() => $this->login('student', 'console'));
        $this->login('editingteacher', 'console');
        $this->login('admin', 'console');
        $choice->set('proctors', (string) $this->users['teacher']->id);
        $choice->update();
        $this->login('teacher', 'console');
    }

    /**
     * With separate groups, proctors see the attempts of their groups.
     */
    public function test_groups(): void {
        $row = $this->row();
        $generator = $this->getDataGenerator();
        set_coursemodule_groupmode($this->quiz->cmid, SEPARATEGROUPS);
        rebuild_course_cache($this->course->id, true);
        $groups = array_map(fn() => $generator->create_group(['courseid' => $this->course->id]), [1, 2]);
        groups_add_member($groups[0], $this->users['student']);
        groups_add_member($groups[1], $this->users['teacher']);
        $this->assert_refused('launch_othergroup', fn() => $this->login('teacher', 'report', $row));
        $this->login('editingteacher', 'report', $row);
        groups_add_member($groups[0], $this->users['teacher']);
        $this->login('teacher', 'report', $row);
    }

    /**
     * Examinees: their own only, and only while it makes sense.
     */
    public function test_examinee(): void {
        $row = $this->row();
        $sink = $this->redirectEvents();
        foreach (['widget', 'end'] as $what) {
            $this->assert_refused('launch_foreign', fn() => $this->login('other', $what, $row));
        }
        $events = array_filter($sink->get_events(), fn($event): bool => $event instanceof launch_refused);
        $this->assertCount(2, $events);
        $this->assertEquals($this->users['student']->id, end($events)->relateduserid);
        $this->assertStringContainsString('widget', reset($events)->get_description());
        $this->assert_refused('launch_nocheckin', fn() => $this->login('other', 'widget'));
        $this->assert_refused('launch_notover', fn() => $this->login('student', 'end'));
        foreach (['start', 'widget', 'end'] as $what) {
            $this->assert_refused('launch_preview', fn() => $this->login('teacher', $what, $row));
        }
        $row->set('state', proctored_attempt::TERMINATED);
        $row->update();
        $this->assert_refused('launch_terminated', fn() => $this->login('student', 'start'));
        $this->login('student', 'end');
        $this->assert_refused('launch_noattempt', fn() => launch_rules::attempt(0));
    }

    /**
     * An attempt of another quiz is refused whoever asks.
     */
    public function test_other_quiz(): void {
        $row = $this->row();
        $this->make_quiz();
        $this->assert_refused('launch_foreign', fn() => $this->login('student', 'widget', $row));
        $this->assert_refused('launch_foreign', fn() => $this->login('editingteacher', 'report', $row));
    }

    /**
     * A quiz that is not proctored, a site that is not connected.
     */
    public function test_not_proctored(): void {
        global $DB;
        $DB->delete_records(tool::TABLE);
        $this->assert_refused('launch_notconnected', fn() => $this->login('student', 'start'));
        $DB->set_field(choice::TABLE, 'enabled', 0);
        $this->assert_refused('launch_notproctored', fn() => $this->login('student', 'start'));
    }

    /**
     * The check-in counts attempts as the quiz does, and asks its other rules.
     */
    public function test_attempt_number(): void {
        $number = fn(): int => (int) $this->rules('student')->to_start(time())->get('attemptnumber');
        $this->assertSame(1, $number());
        $this->setUser($this->users['student']);
        $generator = $this->getDataGenerator()->get_plugin_generator('mod_quiz');
        $attempt = $generator->create_attempt($this->quiz->id, $this->users['student']->id);
        $this->assertSame(1, $number());
        proctored_attempt::open((int) $this->quiz->id, (int) $this->users['student']->id, 1)
            ->set_many(['attemptid' => (int) $attempt->id, 'state' => proctored_attempt::RUNNING])->update();
        $generator->submit_responses($attempt->id, [1 => 'True'], false, true);
        $this->assertSame(2, $number());
        // One attempt is allowed, and it is made.
        $GLOBALS['DB']->set_field('quiz', 'attempts', 1, ['id' => $this->quiz->id]);
        $this->assert_refused('launch_quizsaysno', $number);
        $GLOBALS['DB']->set_field('quiz', 'attempts', 0, ['id' => $this->quiz->id]);
        $GLOBALS['DB']->set_field('quiz', 'timeclose', time() - 60, ['id' => $this->quiz->id]);
        $this->assert_refused('launch_quizsaysno', $number);
    }
}
