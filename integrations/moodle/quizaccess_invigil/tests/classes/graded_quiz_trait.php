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
use quizaccess_invigil\local\choice;
use quizaccess_invigil\local\proctored_attempt;

/**
 * A proctored quiz of one true/false question, a teacher, and students who hand in.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
trait graded_quiz_trait {
    /** @var \stdClass The course. */
    protected \stdClass $course;

    /** @var \stdClass The quiz. */
    protected \stdClass $quiz;

    /** @var \stdClass Its teacher, with editing rights. */
    protected \stdClass $teacher;

    /** @var \stdClass Its student. */
    protected \stdClass $student;

    /**
     * Makes the quiz and its people.
     *
     * @param array $choice what differs from the defaults of a choice
     */
    protected function make_quiz(array $choice = []): void {
        global $CFG;
        require_once($CFG->dirroot . '/mod/quiz/locallib.php');
        require_once($CFG->libdir . '/gradelib.php');
        $this->resetAfterTest();
        $this->setAdminUser();
        $generator = $this->getDataGenerator();
        $this->course = $generator->create_course();
        $this->teacher = $generator->create_and_enrol($this->course, 'editingteacher', ['lastname' => 'Teacher']);
        $this->student = $generator->create_and_enrol($this->course, 'student', ['firstname' => 'Ada', 'lastname' => 'Student']);
        $this->quiz = $generator->create_module('quiz', ['course' => $this->course->id, 'grade' => 100, 'sumgrades' => 1]);
        $questions = $generator->get_plugin_generator('core_question');
        $category = $questions->create_question_category();
        $question = $questions->create_question('truefalse', null, ['category' => $category->id]);
        quiz_add_quiz_question($question->id, $this->quiz);
        (new choice(0, (object) ($choice + ['quizid' => $this->quiz->id, 'linkid' => choice::new_linkid()])))->create();
    }

    /**
     * A student's attempt with its proctored row.
     *
     * @param \stdClass $user
     * @param array $row what differs from a complete attempt without a flag
     * @param bool $finish whether the answer (the right one) is handed in
     * @return proctored_attempt
     */
    protected function make_attempt(\stdClass $user, array $row = [], bool $finish = true): proctored_attempt {
        $generator = $this->getDataGenerator()->get_plugin_generator('mod_quiz');
        $this->setUser($user);
        $attempt = $generator->create_attempt($this->quiz->id, $user->id);
        $proctored = proctored_attempt::open((int) $this->quiz->id, (int) $user->id, (int) $attempt->attempt);
        $proctored->set('attemptid', (int) $attempt->id);
        $proctored->set_many($row + ['state' => $finish ? proctored_attempt::COMPLETE : proctored_attempt::RUNNING]);
        $proctored->save();
        if ($finish) {
            $this->hand_in((int) $attempt->id);
        }
        $this->setAdminUser();
        return $proctored->read();
    }

    /**
     * Hands in the right answer.
     *
     * @param int $attemptid
     */
    protected function hand_in(int $attemptid): void {
        $generator = $this->getDataGenerator()->get_plugin_generator('mod_quiz');
        $generator->submit_responses($attemptid, [1 => 'True'], false, true);
        $this->assertSame(quiz_attempt::FINISHED, quiz_attempt::create($attemptid)->get_state());
    }

    /**
     * The student's grade in the gradebook.
     *
     * @param \stdClass $user
     * @return \grade_grade|null
     */
    protected function grade_of(\stdClass $user): ?\grade_grade {
        $item = \grade_item::fetch(['itemmodule' => 'quiz', 'iteminstance' => $this->quiz->id, 'itemnumber' => 0]);
        return \grade_grade::fetch(['itemid' => $item->id, 'userid' => $user->id]) ?: null;
    }
}
