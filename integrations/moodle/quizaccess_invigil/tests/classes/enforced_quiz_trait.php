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
use mod_quiz\quiz_settings;
use quizaccess_invigil\local\choice;
use quizaccess_invigil\local\command;
use quizaccess_invigil\local\control;
use quizaccess_invigil\local\proctored_attempt;
use quizaccess_invigil\local\transition;

/**
 * A proctored quiz with four kinds of questions, an examinee, and attempts at it.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
trait enforced_quiz_trait {
    /** @var \stdClass */
    protected \stdClass $course;

    /** @var \stdClass */
    protected \stdClass $quiz;

    /** @var choice|null */
    protected ?choice $choice = null;

    /** @var \stdClass */
    protected \stdClass $examinee;

    /** @var array[] The right answers, by slot; the essay (slot 3) has none. */
    protected array $right = [
        1 => ['answer' => 'frog'],
        2 => ['answer' => 1],
        3 => ['answer' => 'Frogs are green.', 'answerformat' => FORMAT_HTML],
        4 => ['answer' => 'One'],
    ];

    /**
     * Makes the quiz and the examinee.
     *
     * @param array $settings of the quiz
     * @param array $choice how it is proctored
     */
    protected function make_quiz(array $settings = [], array $choice = []): void {
        global $CFG;
        require_once($CFG->dirroot . '/mod/quiz/locallib.php');
        $generator = $this->getDataGenerator();
        $this->course = $generator->create_course();
        $this->examinee = $generator->create_and_enrol($this->course, 'student');
        $this->quiz = $generator->get_plugin_generator('mod_quiz')->create_instance(
            $settings + ['course' => $this->course->id, 'grade' => 100.0, 'sumgrades' => 4, 'questionsperpage' => 1]
        );
        $questions = $generator->get_plugin_generator('core_question');
        $category = $questions->create_question_category();
        $kinds = ['shortanswer' => null, 'truefalse' => null, 'essay' => 'plain', 'multichoice' => 'one_of_four'];
        foreach ($kinds as $type => $kind) {
            $question = $questions->create_question($type, $kind, ['category' => $category->id]);
            quiz_add_quiz_question($question->id, $this->quiz, 0, 1);
        }
        $this->choice = choice::of_quiz((int) $this->quiz->id) ?? new choice();
        $this->choice->set('quizid', (int) $this->quiz->id);
        $this->choice->set('linkid', choice::new_linkid());
        $this->choice->set_many($choice + ['enabled' => true]);
        $this->choice->save();
        $this->setUser($this->examinee);
    }

    /**
     * Starts an attempt, as Moodle does.
     *
     * @param int $number
     * @param \stdClass|null $user the examinee unless given
     * @param bool $preview
     * @return int id in quiz_attempts
     */
    protected function start(int $number = 1, ?\stdClass $user = null, bool $preview = false): int {
        $user ??= $this->examinee;
        $quizobj = quiz_settings::create($this->quiz->id, $user->id);
        $usage = \question_engine::make_questions_usage_by_activity('mod_quiz', $quizobj->get_context());
        $usage->set_preferred_behaviour($quizobj->get_quiz()->preferredbehaviour);
        $attempt = quiz_create_attempt($quizobj, $number, false, time(), $preview, $user->id);
        quiz_start_new_attempt($quizobj, $usage, $attempt, $number, time());
        quiz_attempt_save_started($quizobj, $usage, $attempt);
        return (int) $attempt->id;
    }

    /**
     * An attempt that has passed the check-in and was started.
     *
     * @param int $number
     * @return proctored_attempt running
     */
    protected function run_attempt(int $number = 1): proctored_attempt {
        $attempt = proctored_attempt::open((int) $this->quiz->id, (int) $this->examinee->id, $number);
        transition::begin($attempt, time());
        $this->start($number);
        $attempt->read();
        return $attempt;
    }

    /**
     * The examinee answers.
     *
     * @param proctored_attempt $attempt
     * @param array[]|null $answers by slot; all right unless given
     */
    protected function answer(proctored_attempt $attempt, ?array $answers = null): void {
        quiz_attempt::create($attempt->get('attemptid'))->process_submitted_actions(time(), false, $answers ?? $this->right);
    }

    /**
     * The row of the quiz attempt.
     *
     * @param proctored_attempt $attempt
     * @return \stdClass
     */
    protected function quiz_row(proctored_attempt $attempt): \stdClass {
        global $DB;
        return $DB->get_record('quiz_attempts', ['id' => $attempt->get('attemptid')], '*', MUST_EXIST);
    }

    /**
     * What the tool would send.
     *
     * @param string $action
     * @param array $more fields to add or to change
     * @return array
     */
    protected function body(string $action, array $more = []): array {
        return $more + [
            'user' => ['sub' => (string) $this->examinee->id],
            'resource_link' => ['id' => $this->choice->get('linkid')],
            'attempt_number' => 1,
            'action' => $action,
            'incident_time' => gmdate('Y-m-d\TH:i:s') . '.' . random_int(100000, 999999) . 'Z',
        ];
    }

    /**
     * Sends a command as the tool does, without anybody's session.
     *
     * @param string $action
     * @param array $more fields to add or to change
     * @param int|null $now
     * @return array the answer
     */
    protected function command(string $action, array $more = [], ?int $now = null): array {
        global $USER;
        $before = $USER;
        $this->setUser();
        try {
            return control::perform(command::parse($this->body($action, $more)), $now ?? time());
        } finally {
            $this->setUser($before);
        }
    }

    /**
     * Expects a refusal.
     *
     * @param int $status
     * @param string $error
     * @param callable $action
     */
    protected function assert_refused(int $status, string $error, callable $action): void {
        try {
            $action();
        } catch (\quizaccess_invigil\local\refusal $e) {
            $this->assertSame([$status, $error], [$e->status, $e->error], $e->getMessage());
            return;
        }
        $this->fail("$status $error was expected");
    }
}
