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
use mod_quiz\quiz_settings;
use quizaccess_invigil\tests\graded_quiz_trait;

/**
 * That no web service tells a held mark, neither to the examinee nor to a classmate.
 *
 * Every service that reads is called, with what it asks for as far as it can be known by the names of its parameters. The mark
 * is one that appears nowhere else: 72.99.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers     \quizaccess_invigil\local\result_cover
 * @covers     \quizaccess_invigil\local\held_mark
 */
final class held_services_test extends \advanced_testcase {
    use graded_quiz_trait;

    /** @var string The mark of the quiz, and that of the attempt, in an answer as JSON. */
    const MARK = '/72[.,]99|"sumgrades":"?1[.0]*"?[,}]/';

    /** @var string[] Services that show the mark when it is not held, to the one whose it is. */
    const SHOWING = [
        'mod_quiz_get_user_best_grade', 'mod_quiz_get_attempt_review', 'gradereport_user_get_grade_items',
        'gradereport_user_get_grades_table', 'gradereport_overview_get_course_grades',
    ];

    /** @var \stdClass Somebody else in the course. */
    private \stdClass $classmate;

    /** @var proctored_attempt */
    private proctored_attempt $attempt;

    /**
     * A quiz in which the right answer to one of two questions gives the mark, taken by the student.
     *
     * @param array $row of the proctored attempt
     */
    private function take(array $row): void {
        global $DB;
        $this->make_quiz(['holdgrade' => true]);
        $DB->set_field('course', 'showreports', 1, ['id' => $this->course->id]);
        $questions = $this->getDataGenerator()->get_plugin_generator('core_question');
        $category = $questions->create_question_category();
        $second = $questions->create_question('truefalse', null, ['category' => $category->id]);
        quiz_add_quiz_question($second->id, $this->quiz, 0, 0.37);
        quiz_settings::create($this->quiz->id)->get_grade_calculator()->recompute_quiz_sumgrades();
        $this->classmate = $this->getDataGenerator()->create_and_enrol($this->course, 'student');
        $this->attempt = $this->make_attempt($this->student, $row);
    }

    /**
     * Lets the mark go.
     */
    private function release(): void {
        $this->attempt->read();
        $this->attempt->set('verdict', 'clear');
        $this->attempt->save();
        held_grade::refresh((int) $this->quiz->id, (int) $this->student->id);
    }

    /**
     * What a parameter of this name is about.
     *
     * @return array
     */
    private function known(): array {
        $course = (int) $this->course->id;
        $user = (int) $this->student->id;
        $cm = (int) $this->quiz->cmid;
        $context = (int) \context_course::instance($course)->id;
        return [
            'courseid' => $course, 'courseids' => [$course], 'course' => $course, 'userid' => $user, 'userids' => [$user],
            'quizid' => (int) $this->quiz->id, 'attemptid' => (int) $this->attempt->get('attemptid'), 'cmid' => $cm,
            'coursemoduleid' => $cm, 'contextid' => $context, 'module' => 'quiz', 'modulename' => 'quiz', 'component' => 'mod_quiz',
            'instance' => (int) $this->quiz->id, 'instanceid' => (int) $this->quiz->id, 'returncontents' => 1, 'page' => 0,
            'contextlevel' => 'course', 'gradeitemid' => (int) $this->item()->id, 'classification' => 'all', 'groupid' => 0,
            'grade' => 50, 'timesortfrom' => 0, 'status' => 'all', 'field' => 'id', 'value' => $course,
            'itemid' => (int) $this->item()->id,
        ];
    }

    /**
     * The quiz's grade item.
     *
     * @return \grade_item
     */
    private function item(): \grade_item {
        return \grade_item::fetch(['itemmodule' => 'quiz', 'iteminstance' => $this->quiz->id, 'itemnumber' => 0]);
    }

    /**
     * The answer of a service, as a user of Moodle's app gets it.
     *
     * @param string $name
     * @return string|null JSON; null if it was refused, or wants what is not known here
     */
    private function call(string $name): ?string {
        $info = external_api::external_function_info($name, IGNORE_MISSING);
        if (!$info) {
            return null;
        }
        $known = $this->known();
        $args = [];
        foreach ($info->parameters_desc->keys as $key => $description) {
            if (array_key_exists($key, $known)) {
                $args[$key] = $known[$key];
            } else if ($description->required === VALUE_REQUIRED) {
                return null;
            }
        }
        try {
            ob_start();
            $_POST['sesskey'] = sesskey();
            $answer = external_api::call_external_function($name, $args);
        } catch (\Throwable $e) {
            return null;
        } finally {
            ob_end_clean();
            unset($_POST['sesskey']);
            $this->resetDebugging();
        }
        return $answer['error'] ? null : json_encode($answer['data']);
    }

    /**
     * Those of the services whose answer has the mark in it.
     *
     * @param \stdClass $viewer
     * @param int $answered how many services have answered, counted on
     * @return string[]
     */
    private function telling(\stdClass $viewer, int &$answered = 0): array {
        global $DB;
        $found = [];
        foreach ($DB->get_fieldset_sql('SELECT name FROM {external_functions} ORDER BY name') as $name) {
            if (!preg_match('/^(mod_quiz|core|gradereport|report|block|tool_mobile|message|enrol|availability)_/', $name)) {
                continue;
            }
            $type = external_api::external_function_info($name, IGNORE_MISSING)->type ?? 'write';
            if ($type !== 'read') {
                continue;
            }
            $this->setUser($viewer);
            $answer = $this->call($name);
            $answered += $answer === null ? 0 : 1;
            if ($answer !== null && preg_match(self::MARK, $answer)) {
                $found[] = $name;
            }
        }
        return $found;
    }

    /**
     * Held, no service tells it.
     *
     * @runInSeparateProcess some old services include what Moodle lets no other test have
     */
    public function test_held(): void {
        $this->take(['flagged' => true]);
        $answered = 0;
        $this->assertSame([], $this->telling($this->student, $answered));
        $this->assertGreaterThan(60, $answered);
        $this->assertSame([], $this->telling($this->classmate));
    }

    /**
     * Let go, those that show marks show it to the examinee; so the test above would have seen it.
     *
     * A test of its own: Moodle remembers for as long as a process lives what is hidden in a course.
     *
     * @runInSeparateProcess
     */
    public function test_let_go(): void {
        $this->take(['flagged' => true]);
        $this->release();
        $this->assertSame([], array_diff(self::SHOWING, $this->telling($this->student)));
        $this->assertSame([], $this->telling($this->classmate));
    }
}
