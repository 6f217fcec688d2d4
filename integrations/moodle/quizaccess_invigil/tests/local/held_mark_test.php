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
use quizaccess_invigil\tests\graded_quiz_trait;

/**
 * That a held mark is out of the tables that Moodle reads marks from, comes back as it was, and changes nothing for others.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers     \quizaccess_invigil\local\held_mark
 * @covers     \quizaccess_invigil\local\held_grade
 */
final class held_mark_test extends \advanced_testcase {
    use graded_quiz_trait;

    /**
     * What the quiz and the gradebook have for somebody, but for times.
     *
     * @param \stdClass $user
     * @return array
     */
    private function kept(\stdClass $user): array {
        global $CFG, $DB;
        require_once($CFG->dirroot . '/grade/querylib.php');
        $fields = ['rawgrade', 'finalgrade', 'hidden', 'locked', 'overridden', 'excluded', 'feedback', 'rawgrademax'];
        $grade = $this->grade_of($user);
        return [
            'quiz' => $DB->get_field('quiz_grades', 'grade', ['quiz' => $this->quiz->id, 'userid' => $user->id]),
            'total' => grade_get_course_grade($user->id, $this->course->id)->grade,
        ] + ($grade ? array_intersect_key((array) $grade->get_record_data(), array_flip($fields)) : []);
    }

    /**
     * Changes the row, and lets it take effect.
     *
     * @param proctored_attempt $attempt
     * @param array $row
     */
    private function decide(proctored_attempt $attempt, array $row): void {
        $attempt->read();
        $attempt->set_many($row);
        $attempt->save();
        held_grade::refresh((int) $attempt->get('quizid'), (int) $attempt->get('userid'));
    }

    /**
     * Asserts that no mark of the student is where Moodle reads marks.
     */
    private function assert_out(): void {
        $kept = $this->kept($this->student);
        $this->assertSame([false, null, null], [$kept['quiz'], $kept['rawgrade'], $kept['finalgrade']]);
        $this->assertEquals(1, $kept['hidden']);
    }

    /**
     * The quiz's calculator.
     *
     * @return \mod_quiz\grade_calculator
     */
    private function calculator(): \mod_quiz\grade_calculator {
        return quiz_settings::create($this->quiz->id)->get_grade_calculator();
    }

    /**
     * By every method of grading, over two attempts, what comes back is what was there.
     *
     * @dataProvider methods
     * @param int $method
     */
    public function test_it_comes_back_as_it_was(int $method): void {
        global $DB;
        $this->make_quiz(['holdgrade' => true]);
        $DB->set_field('quiz', 'grademethod', $method, ['id' => $this->quiz->id]);
        $this->make_attempt($this->student);
        $second = $this->make_attempt($this->student, [], false);
        $generator = $this->getDataGenerator()->get_plugin_generator('mod_quiz');
        $generator->submit_responses((int) $second->get('attemptid'), [1 => 'False'], false, true);
        $before = $this->kept($this->student);
        $this->assertNotFalse($before['quiz']);

        $this->decide($second, ['flagged' => true, 'state' => proctored_attempt::COMPLETE]);
        $this->assert_out();
        $this->decide($second, ['verdict' => 'clear']);
        $this->assertEquals($before, $this->kept($this->student));
    }

    /**
     * The quiz's methods of grading.
     *
     * @return array[]
     */
    public static function methods(): array {
        return ['highest' => [1], 'average' => [2], 'first' => [3], 'last' => [4]];
    }

    /**
     * What is done to the quiz while the mark is held does not bring it back, and counts when it comes back.
     */
    public function test_regrades_while_held(): void {
        $this->make_quiz(['holdgrade' => true]);
        $attempt = $this->make_attempt($this->student, ['flagged' => true]);
        $this->assert_out();

        $this->calculator()->recompute_all_final_grades();
        quiz_update_grades(quiz_settings::create($this->quiz->id)->get_quiz());
        $this->assert_out();
        $this->calculator()->recompute_final_grade((int) $this->student->id);
        $this->assert_out();
        $this->calculator()->update_quiz_maximum_grade(200);
        $this->assert_out();
        $this->calculator()->update_quiz_maximum_grade(50);
        $this->assert_out();
        grade_force_full_regrading($this->course->id);
        grade_regrade_final_grades($this->course->id);
        $this->assert_out();

        $this->decide($attempt, ['verdict' => 'clear']);
        $this->assertEquals([50, 50, 0, 50], array_map(
            fn($name) => $this->kept($this->student)[$name],
            ['quiz', 'finalgrade', 'hidden', 'total']
        ));
    }

    /**
     * Attempts, and the marks of others, are not touched.
     */
    public function test_others_and_attempts(): void {
        global $DB;
        $this->make_quiz(['holdgrade' => true]);
        $other = $this->getDataGenerator()->create_and_enrol($this->course, 'student');
        $this->make_attempt($other);
        $attempt = $this->make_attempt($this->student);
        $others = $this->kept($other);
        $attempts = $DB->get_records('quiz_attempts', ['quiz' => $this->quiz->id]);
        $this->decide($attempt, ['flagged' => true]);
        $this->assertEquals($others, $this->kept($other));
        $this->assertEquals($attempts, $DB->get_records('quiz_attempts', ['quiz' => $this->quiz->id]));
    }

    /**
     * What a teacher has written over the mark stays, hidden, and so does its feedback; the mark below it goes and comes back.
     */
    public function test_overridden(): void {
        $this->make_quiz(['holdgrade' => true]);
        $attempt = $this->make_attempt($this->student);
        $item = \grade_item::fetch(['itemmodule' => 'quiz', 'iteminstance' => $this->quiz->id, 'itemnumber' => 0]);
        $item->update_final_grade($this->student->id, 33, 'gradebook', 'Well done', FORMAT_PLAIN);
        $before = $this->kept($this->student);
        $this->assertEquals([100, 33], [$before['rawgrade'], $before['finalgrade']]);

        $this->decide($attempt, ['flagged' => true]);
        $while = $this->kept($this->student);
        $this->assertEquals([false, null, 33, 1, 'Well done'], [
            $while['quiz'], $while['rawgrade'], $while['finalgrade'], $while['hidden'], $while['feedback'],
        ]);
        $this->decide($attempt, ['flagged' => false]);
        $this->assertEquals($before, $this->kept($this->student));
    }

    /**
     * A locked grade keeps what it has, hidden; the quiz's own list does not show the mark, and gets it back.
     */
    public function test_locked(): void {
        $this->make_quiz(['holdgrade' => true]);
        $attempt = $this->make_attempt($this->student);
        $this->grade_of($this->student)->set_locked(time());
        $before = $this->kept($this->student);
        $this->decide($attempt, ['flagged' => true]);
        $while = $this->kept($this->student);
        $this->assertEquals([false, 100, 1], [$while['quiz'], $while['finalgrade'], $while['hidden']]);
        // The gradebook takes nothing and so tells nobody: what the quiz writes then is found by the scheduled task.
        $this->calculator()->recompute_final_grade((int) $this->student->id);
        $this->assertEquals(100, $this->kept($this->student)['quiz']);
        (new \quizaccess_invigil\task\reconcile())->execute();
        $this->assertFalse($this->kept($this->student)['quiz']);
        $this->decide($attempt, ['flagged' => false]);
        $this->assertEquals($before, $this->kept($this->student));
    }

    /**
     * What an older version has only hidden is taken out by the scheduled task, once; what is not held is left alone.
     */
    public function test_of_an_older_version(): void {
        global $DB;
        $this->make_quiz(['holdgrade' => true]);
        $attempt = $this->make_attempt($this->student);
        $before = $this->kept($this->student);
        $free = $this->getDataGenerator()->create_and_enrol($this->course, 'student');
        $this->make_attempt($free, ['flagged' => true, 'verdict' => 'clear']);
        $frees = $this->kept($free);
        $this->grade_of($this->student)->set_hidden(1);
        $DB->update_record(proctored_attempt::TABLE, (object) ['id' => $attempt->get('id'), 'flagged' => 1, 'gradeheld' => 1]);

        held_grade::reconcile(10);
        $this->assert_out();
        $this->assertEquals($frees, $this->kept($free));
        $this->decide($attempt, ['verdict' => 'clear']);
        $this->assertEquals($before, $this->kept($this->student));
    }

    /**
     * Completion with a passing grade and a restriction by grade do not tell either; they come back with the mark.
     */
    public function test_completion_and_restrictions(): void {
        global $CFG, $DB;
        require_once($CFG->libdir . '/completionlib.php');
        $this->make_quiz(['holdgrade' => true]);
        set_config('enablecompletion', 1);
        set_config('enableavailability', 1);
        $DB->set_field('course', 'enablecompletion', 1, ['id' => $this->course->id]);
        $DB->update_record('course_modules', (object) [
            'id' => $this->quiz->cmid, 'completion' => COMPLETION_TRACKING_AUTOMATIC, 'completiongradeitemnumber' => 0,
            'completionpassgrade' => 1,
        ]);
        $item = \grade_item::fetch(['itemmodule' => 'quiz', 'iteminstance' => $this->quiz->id, 'itemnumber' => 0]);
        $DB->set_field('grade_items', 'gradepass', 60, ['id' => $item->id]);
        $condition = \availability_grade\condition::get_json($item->id, 60);
        $page = $this->getDataGenerator()->create_module('page', [
            'course' => $this->course->id, 'availability' => json_encode(\core_availability\tree::get_root_json([$condition])),
        ]);
        rebuild_course_cache($this->course->id, true);
        $seen = function () use ($page): array {
            \cache::make('availability_grade', 'scores')->purge();
            $modinfo = get_fast_modinfo($this->course, $this->student->id);
            $completion = new \completion_info($this->course);
            $data = $completion->get_data($modinfo->get_cm($this->quiz->cmid), false, $this->student->id);
            return [(int) $data->completionstate, $modinfo->get_cm($page->cmid)->available];
        };
        $attempt = $this->make_attempt($this->student);
        get_fast_modinfo(0, 0, true);
        $this->assertSame([COMPLETION_COMPLETE_PASS, true], $seen());
        $this->decide($attempt, ['flagged' => true]);
        get_fast_modinfo(0, 0, true);
        $this->assertSame([COMPLETION_INCOMPLETE, false], $seen());
        $this->decide($attempt, ['verdict' => 'clear']);
        get_fast_modinfo(0, 0, true);
        $this->assertSame([COMPLETION_COMPLETE_PASS, true], $seen());
    }

    /**
     * A deleted attempt leaves nothing held behind; the mark of the one that is left comes back.
     */
    public function test_deleted_attempt(): void {
        global $DB;
        $this->make_quiz(['holdgrade' => true]);
        $this->make_attempt($this->student);
        $before = $this->kept($this->student);
        $second = $this->make_attempt($this->student, ['flagged' => true]);
        $this->assert_out();
        quiz_delete_attempt($DB->get_record('quiz_attempts', ['id' => $second->get('attemptid')]), $this->quiz);
        $this->assertEquals($before, $this->kept($this->student));
    }

    /**
     * After the course was reset nothing is held, and the next attempt's mark is there.
     */
    public function test_course_reset(): void {
        global $DB;
        $this->make_quiz(['holdgrade' => true]);
        $this->make_attempt($this->student, ['flagged' => true]);
        $this->assert_out();
        reset_course_userdata((object) [
            'id' => $this->course->id, 'reset_start_date' => 0, 'reset_start_date_old' => 0, 'reset_quiz_attempts' => 1,
        ]);
        $this->assertSame(0, $DB->count_records(proctored_attempt::TABLE, ['quizid' => $this->quiz->id]));
        $this->assertFalse(held_grade::is_held_for_user((int) $this->quiz->id, (int) $this->student->id));
        $this->make_attempt($this->student);
        $kept = $this->kept($this->student);
        $this->assertEquals([100, 100, 0], [$kept['quiz'], $kept['finalgrade'], $kept['hidden']]);
    }

    /**
     * A copy of the course, made and restored while the mark is held, holds it too, and lets it go by itself.
     */
    public function test_backup_and_restore(): void {
        global $CFG, $DB;
        require_once($CFG->dirroot . '/backup/util/includes/backup_includes.php');
        require_once($CFG->dirroot . '/backup/util/includes/restore_includes.php');
        $this->make_quiz(['holdgrade' => true]);
        $CFG->backup_file_logger_level = \backup::LOG_NONE;
        $this->make_attempt($this->student, ['flagged' => true]);
        $other = $this->getDataGenerator()->create_and_enrol($this->course, 'student');
        $this->make_attempt($other);

        $first = $this->quiz->id;
        $this->quiz = $this->restored();
        $this->assertNotEquals($first, $this->quiz->id);
        $this->assert_out();
        $this->assertEquals(100, $this->kept($other)['quiz']);
        $attempt = proctored_attempt::get_record(['quizid' => $this->quiz->id, 'userid' => $this->student->id]);
        $this->decide($attempt, ['verdict' => 'clear']);
        $kept = $this->kept($this->student);
        $this->assertEquals([100, 100, 0], [$kept['quiz'], $kept['finalgrade'], $kept['hidden']]);

        // A file in which the mark is held, for a quiz that holds none here.
        $this->quiz = $DB->get_record('quiz', ['id' => $first]);
        set_config('holdgrade', 0, 'quizaccess_invigil');
        set_config('holdgrade_locked', 1, 'quizaccess_invigil');
        $this->quiz = $this->restored();
        $kept = $this->kept($this->student);
        $this->assertEquals([100, 100, 0], [$kept['quiz'], $kept['finalgrade'], $kept['hidden']]);
    }

    /**
     * Makes a copy of the course by way of a backup with the data of users.
     *
     * @return \stdClass the quiz in the copy
     */
    private function restored(): \stdClass {
        global $DB, $USER;
        $course = (int) $DB->get_field('quiz', 'course', ['id' => $this->quiz->id]);
        $backup = new \backup_controller(
            \backup::TYPE_1COURSE, $course, \backup::FORMAT_MOODLE, \backup::INTERACTIVE_NO, \backup::MODE_GENERAL, $USER->id
        );
        $backup->execute_plan();
        $file = $backup->get_results()['backup_destination'];
        $backup->destroy();
        $folder = \restore_controller::get_tempdir_name();
        $file->extract_to_pathname(get_file_packer('application/vnd.moodle.backup'), make_backup_temp_directory($folder));
        $new = \restore_dbops::create_new_course('Copy', uniqid('copy'), $DB->get_field('course', 'category', ['id' => $course]));
        $restore = new \restore_controller(
            $folder, $new, \backup::INTERACTIVE_NO, \backup::MODE_GENERAL, $USER->id, \backup::TARGET_NEW_COURSE
        );
        $this->assertTrue($restore->execute_precheck());
        $restore->execute_plan();
        $restore->destroy();
        $this->course = get_course($new);
        return $DB->get_record('quiz', ['course' => $new], '*', MUST_EXIST);
    }
}
