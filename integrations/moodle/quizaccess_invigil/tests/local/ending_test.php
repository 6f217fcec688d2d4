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

use mod_quiz\quiz_attempt;
use quizaccess_invigil\tests\enforced_quiz_trait;

/**
 * Handing in and reopening.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers     \quizaccess_invigil\local\ending
 */
final class ending_test extends \advanced_testcase {
    use enforced_quiz_trait;

    /**
     * Each test changes the database.
     */
    protected function setUp(): void {
        parent::setUp();
        $this->resetAfterTest();
    }

    /**
     * The states and answers of all questions.
     *
     * @param proctored_attempt $attempt
     * @return array[] by slot: state, fraction, number of steps, data of the last step
     */
    private function questions(proctored_attempt $attempt): array {
        $all = [];
        foreach (quiz_attempt::create($attempt->get('attemptid'))->get_question_usage()->get_attempt_iterator() as $slot => $one) {
            $all[$slot] = [
                (string) $one->get_state(),
                $one->get_fraction(),
                $one->get_num_steps(),
                $one->get_last_step()->get_all_data(),
            ];
        }
        return $all;
    }

    /**
     * Ways that a quiz may behave.
     *
     * @return array[]
     */
    public static function behaviours(): array {
        return [['deferredfeedback'], ['deferredcbm'], ['immediatefeedback'], ['adaptive'], ['interactive']];
    }

    /**
     * Each question is after reopening as it was before the end, and the exam can be finished with the right grade.
     *
     * @dataProvider behaviours
     * @param string $behaviour
     */
    public function test_reopen(string $behaviour): void {
        global $DB;
        $this->make_quiz(['preferredbehaviour' => $behaviour]);
        $attempt = $this->run_attempt();
        $this->answer($attempt, [1 => ['answer' => 'toad'], 3 => $this->right[3]]);
        $before = $this->questions($attempt);
        ending::hand_in($attempt, time());
        $this->assertFalse(ending::is_open($attempt));
        $sink = $this->redirectEvents();
        ending::reopen($attempt, time());
        $names = array_map(fn($event) => $event->eventname, $sink->get_events());
        $this->assertContains('\mod_quiz\event\attempt_reopened', $names);
        $sink->close();
        $this->assertEquals($before, $this->questions($attempt));
        $row = $this->quiz_row($attempt);
        $this->assertEquals(['inprogress', 0, null], [$row->state, $row->timefinish, $row->sumgrades]);
        $this->assertFalse($DB->record_exists('quiz_grades', ['quiz' => $this->quiz->id]));
        $grades = grade_get_grades($this->course->id, 'mod', 'quiz', $this->quiz->id, $this->examinee->id);
        $this->assertNull($grades->items[0]->grades[$this->examinee->id]->grade);

        if ($behaviour === 'deferredfeedback') {
            $this->answer($attempt);
            ending::hand_in($attempt, time());
            $this->assertEquals(['finished', null], [$this->quiz_row($attempt)->state, $this->quiz_row($attempt)->sumgrades]);
            $usage = quiz_attempt::create($attempt->get('attemptid'))->get_question_usage();
            $this->assertEquals([1, 1, null, 1], array_map([$usage, 'get_question_mark'], [1, 2, 3, 4]));
        }
    }

    /**
     * The grade is that of what was answered in the end.
     */
    public function test_grade_after_reopen(): void {
        $this->make_quiz();
        $attempt = $this->run_attempt();
        $this->answer($attempt, [1 => ['answer' => 'toad'], 3 => $this->right[3]]);
        ending::hand_in($attempt, time());
        ending::reopen($attempt, time());
        $this->answer($attempt);
        ending::hand_in($attempt, time());
        $quizattempt = quiz_attempt::create($attempt->get('attemptid'));
        $quizattempt->get_question_usage()->manual_grade(3, 'Good', 1, FORMAT_HTML);
        \question_engine::save_questions_usage_by_activity($quizattempt->get_question_usage());
        $this->assertEquals(4, $quizattempt->get_question_usage()->get_total_mark());
    }

    /**
     * What was saved in the background counts at the end, and stays after it.
     */
    public function test_autosaved(): void {
        $this->make_quiz();
        $attempt = $this->run_attempt();
        $quizattempt = quiz_attempt::create($attempt->get('attemptid'));
        $usage = $quizattempt->get_question_usage();
        $usage->process_all_autosaves(time(), $usage->prepare_simulated_post_data([1 => ['answer' => 'frog']]));
        \question_engine::save_questions_usage_by_activity($usage);
        ending::hand_in($attempt, time());
        $usage = quiz_attempt::create($attempt->get('attemptid'))->get_question_usage();
        $this->assertEquals(1, $usage->get_question_mark(1));
        ending::reopen($attempt, time());
        $usage = quiz_attempt::create($attempt->get('attemptid'))->get_question_usage();
        $this->assertEquals('frog', $usage->get_question_attempt(1)->get_last_qt_var('answer'));
        $this->assertEquals('complete', (string) $usage->get_question_state(1));
    }

    /**
     * A regrade between is no obstacle.
     */
    public function test_regraded(): void {
        $this->make_quiz();
        $attempt = $this->run_attempt();
        $this->answer($attempt, [1 => $this->right[1]]);
        $before = $this->questions($attempt);
        ending::hand_in($attempt, time());
        $usage = quiz_attempt::create($attempt->get('attemptid'))->get_question_usage();
        $usage->regrade_all_questions(true);
        \question_engine::save_questions_usage_by_activity($usage);
        ending::reopen($attempt, time());
        $this->assertEquals($before, $this->questions($attempt));
    }

    /**
     * The work of a teacher is not undone.
     */
    public function test_graded_by_hand(): void {
        $this->preventResetByRollback();
        $this->make_quiz();
        $attempt = $this->run_attempt();
        $this->answer($attempt);
        ending::hand_in($attempt, time());
        $usage = quiz_attempt::create($attempt->get('attemptid'))->get_question_usage();
        $usage->manual_grade(3, 'Good', 1, FORMAT_HTML);
        \question_engine::save_questions_usage_by_activity($usage);
        $attempt->read();
        $attempt->set('state', proctored_attempt::TERMINATED);
        $attempt->save();
        $before = $this->questions($attempt);
        $this->assert_refused(409, 'graded', fn() => $this->command('resume'));
        $attempt->read();
        $this->assertSame('terminated', $attempt->get('state'));
        $this->assertSame('finished', $this->quiz_row($attempt)->state);
        $this->assertEquals($before, $this->questions($attempt));
    }

    /**
     * Two attempts cannot be open at a time.
     */
    public function test_newer_attempt(): void {
        $this->make_quiz();
        $attempt = $this->run_attempt();
        ending::hand_in($attempt, time());
        $this->run_attempt(2);
        $this->assert_refused(409, 'newer_attempt', fn() => ending::reopen($attempt, time()));
    }

    /**
     * One that was abandoned.
     */
    public function test_abandoned(): void {
        $this->make_quiz();
        $attempt = $this->run_attempt();
        quiz_attempt::create($attempt->get('attemptid'))->process_abandon(time(), false);
        $attempt->read();
        $this->assertSame('complete', $attempt->get('state'));
        ending::reopen($attempt, time());
        $this->assertSame('inprogress', $this->quiz_row($attempt)->state);
        $attempt->read();
        $this->assertSame('created', $attempt->get('state'));
    }

    /**
     * Without anybody's session, and without a quiz attempt.
     */
    public function test_hand_in_without_session(): void {
        $this->make_quiz();
        $attempt = $this->run_attempt();
        $this->setUser();
        $messages = $this->redirectMessages();
        ending::hand_in($attempt, time());
        ending::hand_in($attempt, time());
        $this->assertSame('finished', $this->quiz_row($attempt)->state);
        $messages->close();
        foreach (quiz_attempt::create($attempt->get('attemptid'))->get_question_usage()->get_attempt_iterator() as $one) {
            // Moodle's review shows a user behind each step.
            $this->assertEquals($this->examinee->id, $one->get_last_step()->get_user_id());
        }
        $none = proctored_attempt::open((int) $this->quiz->id, (int) $this->examinee->id, 2);
        ending::hand_in($none, time());
        ending::reopen($none, time());
        $this->assertFalse(ending::is_open($none));
    }

    /**
     * Another attempt's grade comes back when the better one is reopened.
     */
    public function test_other_attempt_counts(): void {
        global $DB;
        $this->make_quiz(['grademethod' => QUIZ_GRADEHIGHEST]);
        foreach ([1, 2] as $number) {
            $attempt = $this->run_attempt($number);
            $this->answer($attempt, array_slice($this->right, 0, $number, true));
            ending::hand_in($attempt, time());
        }
        $grade = fn() => (float) $DB->get_field('quiz_grades', 'grade', ['quiz' => $this->quiz->id]);
        $this->assertEqualsWithDelta(50, $grade(), 0.01);
        ending::reopen($attempt, time());
        $this->assertEqualsWithDelta(25, $grade(), 0.01);
    }
}
