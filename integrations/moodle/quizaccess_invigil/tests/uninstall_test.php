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

use quizaccess_invigil\local\choice;
use quizaccess_invigil\local\held_grade;
use quizaccess_invigil\local\proctored_attempt;
use quizaccess_invigil\local\time_credit;
use quizaccess_invigil\tests\configured_quiz_trait;

defined('MOODLE_INTERNAL') || die();

global $CFG;
require_once($CFG->dirroot . '/mod/quiz/accessrule/invigil/db/uninstall.php');

/**
 * What is undone before the plugin goes.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers     \quizaccess_invigil\local\forget
 */
final class uninstall_test extends \advanced_testcase {
    use configured_quiz_trait;

    /**
     * Time is taken back, a grade shown again, the tool removed.
     */
    public function test_uninstall(): void {
        global $CFG, $DB;
        require_once($CFG->libdir . '/gradelib.php');
        $this->make_course();
        $typeid = $this->connect();
        $quiz = $this->make_quiz(['timelimit' => 600, 'invigil_enabled' => 1, 'invigil_holdgrade' => 1]);
        $running = $this->getDataGenerator()->create_and_enrol($this->course, 'student');
        time_credit::extend($this->make_attempt($quiz, $running, ['state' => proctored_attempt::RUNNING]), 60);
        $this->make_attempt($quiz, $this->student, ['flagged' => true]);
        grade_update('mod/quiz', $this->course->id, 'mod', 'quiz', $quiz->id, 0, ['userid' => $this->student->id, 'rawgrade' => 5]);
        held_grade::refresh_quiz($quiz->id);
        $item = \grade_item::fetch(['itemmodule' => 'quiz', 'iteminstance' => $quiz->id]);
        $grade = fn() => \grade_grade::fetch(['itemid' => $item->id, 'userid' => $this->student->id]);
        $this->assertEquals(1, $grade()->hidden);
        $this->assertTrue($DB->record_exists('quiz_overrides', ['userid' => $running->id]));

        $this->assertTrue(xmldb_quizaccess_invigil_uninstall());
        $this->assertEquals(0, $grade()->hidden);
        $this->assertFalse($DB->record_exists('quiz_overrides', []));
        $this->assertFalse($DB->record_exists('lti_types', ['id' => $typeid]));
    }

    /**
     * A tool that activities use stays, and a site that never was connected can be left too.
     */
    public function test_tool_in_use(): void {
        global $DB;
        $this->make_course();
        $this->assertTrue(xmldb_quizaccess_invigil_uninstall());
        $typeid = $this->connect();
        $this->getDataGenerator()->create_module('lti', ['course' => $this->course->id, 'typeid' => $typeid]);
        $this->assertTrue(xmldb_quizaccess_invigil_uninstall());
        $this->assertTrue($DB->record_exists('lti_types', ['id' => $typeid]));
    }
}
