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

use quizaccess_invigil\local\choice;
use quizaccess_invigil\local\proctored_attempt;

/**
 * A course with a quiz, a teacher and a student, and a site that is connected.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
trait configured_quiz_trait {
    /** @var \stdClass */
    protected \stdClass $course;

    /** @var \stdClass */
    protected \stdClass $teacher;

    /** @var \stdClass */
    protected \stdClass $student;

    /**
     * Makes the course and its people.
     */
    protected function make_course(): void {
        $this->resetAfterTest();
        $this->setAdminUser();
        $this->course = $this->getDataGenerator()->create_course();
        $this->teacher = $this->getDataGenerator()->create_and_enrol($this->course, 'editingteacher');
        $this->student = $this->getDataGenerator()->create_and_enrol($this->course, 'student');
    }

    /**
     * Connects the site.
     *
     * @return int the id of the tool
     */
    protected function connect(): int {
        $made = $this->getDataGenerator()->get_plugin_generator('quizaccess_invigil')->create_connection();
        return (int) $made->typeid;
    }

    /**
     * Makes a quiz as the form would.
     *
     * @param array $fields of the form
     * @return \stdClass
     */
    protected function make_quiz(array $fields = []): \stdClass {
        return $this->getDataGenerator()->create_module('quiz', $fields + ['course' => $this->course->id, 'sumgrades' => 1]);
    }

    /**
     * A proctored attempt that is handed in.
     *
     * @param \stdClass $quiz
     * @param \stdClass $user
     * @param array $fields
     * @return proctored_attempt
     */
    protected function make_attempt(\stdClass $quiz, \stdClass $user, array $fields = []): proctored_attempt {
        global $DB;
        $usage = \question_engine::make_questions_usage_by_activity('mod_quiz', \context_module::instance($quiz->cmid));
        $usage->set_preferred_behaviour('deferredfeedback');
        \question_engine::save_questions_usage_by_activity($usage);
        $id = $DB->insert_record('quiz_attempts', (object) [
            'quiz' => $quiz->id, 'userid' => $user->id, 'attempt' => 1, 'uniqueid' => $usage->get_id(), 'layout' => '',
            'state' => 'finished', 'timestart' => 1000, 'timefinish' => 2000, 'timemodified' => 2000, 'sumgrades' => 1,
        ]);
        return (new proctored_attempt(0, (object) ($fields + [
            'quizid' => $quiz->id, 'userid' => $user->id, 'attemptnumber' => 1, 'attemptid' => $id,
            'sessiondata' => bin2hex(random_bytes(24)), 'state' => proctored_attempt::COMPLETE,
        ])))->create();
    }

    /**
     * The choice of a quiz, which must be there.
     *
     * @param int $quizid
     * @return choice
     */
    protected function choice(int $quizid): choice {
        $choice = choice::of_quiz($quizid);
        $this->assertNotNull($choice);
        return $choice;
    }

    /**
     * The form of a quiz, as the current user gets it.
     *
     * @param \stdClass $quiz
     * @return \MoodleQuickForm
     */
    protected function quiz_form(\stdClass $quiz): \MoodleQuickForm {
        global $CFG, $PAGE;
        require_once($CFG->dirroot . '/course/modlib.php');
        require_once($CFG->dirroot . '/mod/quiz/mod_form.php');
        // A page of its own: sending the welcome messages has set up the theme of the other one.
        $PAGE = new \moodle_page();
        $PAGE->set_url('/course/modedit.php');
        $PAGE->set_course($this->course);
        [$cm, , , $data, $cw] = get_moduleinfo_data(get_coursemodule_from_instance('quiz', $quiz->id), $this->course);
        $form = new \mod_quiz_mod_form($data, $cw->section, $cm, $this->course);
        $form->set_data($data);
        $property = new \ReflectionProperty($form, '_form');
        $mform = $property->getValue($form);
        $form->definition_after_data();
        return $mform;
    }
}
