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
use quizaccess_invigil\lti\tool;
use quizaccess_invigil\output\shell;
use quizaccess_invigil\tests\configured_quiz_trait;

/**
 * What the shell is told.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers     \quizaccess_invigil\local\shell_state
 * @covers     \quizaccess_invigil\output\shell
 */
final class shell_state_test extends \advanced_testcase {
    use configured_quiz_trait;

    /** @var int Now. */
    const NOW = 1800000000;

    /** @var \stdClass */
    private \stdClass $quiz;

    /**
     * A proctored quiz of ten minutes.
     */
    protected function setUp(): void {
        global $DB;
        parent::setUp();
        $this->make_course();
        $this->connect();
        $DB->set_field(tool::TABLE, 'heardat', self::NOW);
        $this->quiz = $this->make_quiz(['timelimit' => 600]);
        $choice = choice::of_quiz((int) $this->quiz->id)
            ?? new choice(0, (object) ['quizid' => (int) $this->quiz->id, 'linkid' => choice::new_linkid()]);
        $choice->set('enabled', true);
        $choice->save();
        $this->setUser($this->student);
    }

    /**
     * The quiz as the student has it.
     *
     * @return quiz_settings
     */
    private function quizobj(): quiz_settings {
        return quiz_settings::create($this->quiz->id, $this->student->id);
    }

    /**
     * What the shell of the first attempt is told.
     *
     * @return array
     */
    private function state(): array {
        return shell_state::of($this->quizobj(), (int) $this->student->id, 1, self::NOW);
    }

    /**
     * The student's attempt.
     *
     * @param string $quizstate of Moodle's attempt
     * @param string $state ours
     * @param array $fields of ours
     * @return proctored_attempt
     */
    private function attempt(string $quizstate, string $state, array $fields = []): proctored_attempt {
        global $DB;
        $attempt = $this->make_attempt($this->quiz, $this->student, $fields + [
            'state' => $state, 'live' => true, 'liveat' => self::NOW, 'checkedinat' => self::NOW - 100,
        ]);
        $DB->update_record('quiz_attempts', (object) [
            'id' => $attempt->get('attemptid'), 'state' => $quizstate, 'timestart' => self::NOW - 100,
        ]);
        return $attempt;
    }

    /**
     * Before the check-in.
     */
    public function test_nothing_begun(): void {
        $state = $this->state();
        $this->assertSame('created', $state['state']);
        $this->assertSame('no_check_in', $state['held']);
        $this->assertNull($state['attemptid']);
        $this->assertNull($state['proctoredid']);
        $this->assertNull($state['timeleft']);
        $this->assertStringContainsString('/mod/quiz/startattempt.php?cmid=' . $this->quiz->cmid, $state['quizurl']);
    }

    /**
     * While the examinee works.
     */
    public function test_running(): void {
        $attempt = $this->attempt('inprogress', proctored_attempt::RUNNING, ['message' => 'of the last pause']);
        $state = $this->state();
        $this->assertSame(['running', '', ''], [$state['state'], $state['held'], $state['message']]);
        $this->assertSame(500, $state['timeleft']);
        $this->assertSame($attempt->get('attemptid'), $state['attemptid']);
        $this->assertSame($attempt->get('id'), $state['proctoredid']);
    }

    /**
     * While a proctor has stopped it: no clock, the proctor's words.
     */
    public function test_paused(): void {
        $this->attempt('inprogress', proctored_attempt::PAUSED, ['message' => 'Wait.']);
        $state = $this->state();
        $this->assertSame(['paused', 'paused', 'Wait.', null], [
            $state['state'], $state['held'], $state['message'], $state['timeleft'],
        ]);
    }

    /**
     * While the tool does not see the examinee.
     */
    public function test_not_live(): void {
        $this->attempt('inprogress', proctored_attempt::RUNNING, ['live' => false]);
        $this->assertSame(['running', 'not_live'], [$this->state()['state'], $this->state()['held']]);
    }

    /**
     * After the end the shell still hears about its own attempt, not about the next.
     */
    public function test_over(): void {
        $this->attempt('finished', proctored_attempt::RUNNING);
        $this->assertSame(['complete', ''], [$this->state()['state'], $this->state()['held']]);
    }

    /**
     * Ended by a proctor is not handed in.
     */
    public function test_terminated(): void {
        $this->attempt('finished', proctored_attempt::TERMINATED, ['message' => 'Somebody was there.']);
        $state = $this->state();
        $this->assertSame(
            ['terminated', 'terminated', 'Somebody was there.'],
            [$state['state'], $state['held'], $state['message']]
        );
    }

    /**
     * The shell gives the panel's frame what it needs, and only to the tool.
     */
    public function test_the_page(): void {
        global $OUTPUT, $PAGE;
        $PAGE->set_url('/mod/quiz/accessrule/invigil/shell.php');
        $access = access::for_user((int) $this->quiz->id, (int) $this->student->id);
        $html = $OUTPUT->render(new shell($this->quizobj(), $access, tool::connected(), self::NOW));
        $allow = array_map(
            fn($name) => $name . ' https://invigil.example',
            ['camera', 'microphone', 'display-capture', 'window-management', 'fullscreen', 'autoplay']
        );
        $this->assertStringContainsString('allow="' . implode('; ', $allow) . '"', $html);
        $this->assertStringContainsString('what=start', $html);
        $this->assertStringContainsString('You have 10 mins', $html);
        $this->assertStringContainsString('this is noted for the proctor', $html);
        $off = ['preset' => 'custom', 'more' => '{"rules":{"fullscreen_left":{"enabled":false}}}'];
        $access->choice->from_record((object) ($off + (array) $access->choice->to_record()));
        $html = $OUTPUT->render(new shell($this->quizobj(), $access, tool::connected(), self::NOW));
        $this->assertStringNotContainsString('this is noted for the proctor', $html);
        $this->attempt('inprogress', proctored_attempt::RUNNING);
        $access = access::for_user((int) $this->quiz->id, (int) $this->student->id);
        $html = $OUTPUT->render(new shell($this->quizobj(), $access, tool::connected(), self::NOW));
        $this->assertStringContainsString('what=widget', $html);
        $this->assertStringNotContainsString('data-region="steps"', $html);
        $this->assertStringContainsString('data-quiz-url="https://www.example.com/moodle/mod/quiz/startattempt.php', $html);
        // Nothing of it is loaded before it is known that the attempt is in this window.
        $this->assertStringNotContainsString(' src="https://www.example.com/moodle/mod/quiz/', $html);
    }

    /**
     * No shell is opened for an attempt that the quiz does not allow.
     */
    public function test_refusals(): void {
        global $DB;
        $DB->set_field('quiz', 'attempts', 1, ['id' => $this->quiz->id]);
        $access = fn(): access => access::for_user((int) $this->quiz->id, (int) $this->student->id);
        $this->assertSame([], shell::refusals($this->quizobj(), $access(), self::NOW));
        $this->attempt('finished', proctored_attempt::COMPLETE);
        $this->assertSame(
            [get_string('nomoreattempts', 'quiz')],
            shell::refusals($this->quizobj(), $access(), self::NOW)
        );
    }
}
