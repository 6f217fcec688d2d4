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

use backup;
use backup_controller;
use mod_quiz\quiz_settings;
use quizaccess_invigil\local\choice;
use quizaccess_invigil\local\proctored_attempt;
use quizaccess_invigil\local\time_credit;
use quizaccess_invigil\tests\configured_quiz_trait;
use restore_controller;
use restore_dbops;

defined('MOODLE_INTERNAL') || die();

global $CFG;
require_once($CFG->dirroot . '/backup/util/includes/backup_includes.php');
require_once($CFG->dirroot . '/backup/util/includes/restore_includes.php');
require_once($CFG->dirroot . '/course/lib.php');

/**
 * Proctoring goes with a quiz that is copied, without what only this site and Invigil share.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers     \backup_quizaccess_invigil_subplugin
 * @covers     \restore_quizaccess_invigil_subplugin
 */
final class backup_restore_test extends \advanced_testcase {
    use configured_quiz_trait;

    /** @var \stdClass */
    private \stdClass $quiz;

    /**
     * A quiz that is proctored in an unusual way.
     */
    protected function setUp(): void {
        parent::setUp();
        $this->make_course();
        $this->connect();
        $this->quiz = $this->make_quiz([
            'name' => 'Exam', 'invigil_enabled' => 1, 'invigil_preset' => 'high', 'invigil_camera' => 0, 'invigil_screen' => 1,
            'invigil_allowed' => "Calculator\nPaper", 'invigil_message' => 'Good luck & <3', 'invigil_holdgrade' => 1,
            'invigil_proctors' => [$this->teacher->id],
        ]);
    }

    /**
     * A duplicate in the same course: the same choice, another name towards Invigil.
     */
    public function test_duplicate(): void {
        $this->make_attempt($this->quiz, $this->student);
        $cm = duplicate_module($this->course, get_fast_modinfo($this->course)->get_cm($this->quiz->cmid));
        $this->assert_same_choice((int) $cm->instance, [(int) $this->teacher->id]);
        $this->assertSame(0, proctored_attempt::count_records(['quizid' => $cm->instance]));
        $this->assertSame(1, proctored_attempt::count_records(['quizid' => $this->quiz->id]));
    }

    /**
     * Another course of the site, with its people and what became of their attempts.
     */
    public function test_other_course_with_users(): void {
        $done = $this->make_attempt($this->quiz, $this->student, [
            'state' => proctored_attempt::TERMINATED, 'flagged' => true, 'incidents' => 4, 'severities' => '{"high":4}',
            'verdict' => 'invalid', 'verdictnote' => 'Phone', 'verdictby' => 'Ana', 'verdictat' => 1500, 'creditseconds' => 60,
            'checkedinat' => 1000, 'overrideid' => 77, 'overridemade' => true, 'live' => true, 'liveat' => 1200,
        ]);
        $other = $this->getDataGenerator()->create_and_enrol($this->course, 'student');
        $open = $this->make_attempt($this->quiz, $other, ['state' => proctored_attempt::RUNNING, 'live' => true, 'liveat' => 1200]);
        $newcourseid = $this->copy($this->backup(true));
        $quizid = $this->quiz_of($newcourseid);
        $this->assert_same_choice($quizid, [(int) $this->teacher->id]);

        $copy = proctored_attempt::get_record(['quizid' => $quizid, 'userid' => $this->student->id]);
        foreach (['state', 'flagged', 'incidents', 'severities', 'verdict', 'verdictnote', 'verdictby', 'verdictat',
                'creditseconds', 'attemptnumber', 'checkedinat'] as $name) {
            $this->assertEquals($done->get($name), $copy->get($name), $name);
        }
        $this->assertNotSame($done->get('sessiondata'), $copy->get('sessiondata'));
        $this->assertSame(48, strlen($copy->get('sessiondata')));
        $this->assertNull($copy->get('overrideid'));
        $this->assertFalse((bool) $copy->get('overridemade') || (bool) $copy->get('live'));
        $this->assertSame((int) $copy->get('attemptid'), $this->attempt_of($quizid, (int) $this->student->id));
        $this->assertNotEquals($done->get('attemptid'), $copy->get('attemptid'));

        $copy = proctored_attempt::get_record(['quizid' => $quizid, 'userid' => $other->id]);
        $this->assertSame(proctored_attempt::CREATED, $copy->get('state'));
        $this->assertNotSame($open->get('sessiondata'), $copy->get('sessiondata'));
    }

    /**
     * Taken during a pause: the copy has neither the seven days by which limits were put off nor what was given before, and what
     * a teacher had given somebody is as the teacher gave it.
     */
    public function test_during_a_pause(): void {
        global $DB;
        $close = 2000000000;
        $DB->update_record('quiz', (object) ['id' => $this->quiz->id, 'timelimit' => 3600, 'timeclose' => $close]);
        $other = $this->getDataGenerator()->create_and_enrol($this->course, 'student');
        $third = $this->getDataGenerator()->create_and_enrol($this->course, 'student');
        foreach ([$other, $third] as $user) {
            quiz_settings::create($this->quiz->id)->get_override_manager()
                ->save_override(['userid' => $user->id, 'timelimit' => 5400, 'attempts' => 3]);
        }
        $stopped = ['state' => proctored_attempt::PAUSED, 'stoppedat' => time(), 'creditseconds' => 60];
        foreach ([$this->student, $other] as $user) {
            time_credit::hold($this->make_attempt($this->quiz, $user, $stopped));
        }
        $limits = function (int $quizid, \stdClass $user) use ($DB): array {
            $of = ['quiz' => $quizid, 'userid' => $user->id];
            $row = $DB->get_record('quiz_overrides', $of, 'timelimit, timeclose, attempts') ?: [];
            return array_map(fn($value) => $value === null ? null : (int) $value, (array) $row);
        };
        $moved = time_credit::HOLD + 60;
        $given = ['timelimit' => 5400, 'timeclose' => null, 'attempts' => 3];
        $before = [$limits($this->quiz->id, $this->student), $limits($this->quiz->id, $other)];
        $this->assertSame(['timelimit' => 3600 + $moved, 'timeclose' => $close + $moved, 'attempts' => null], $before[0]);
        $this->assertSame(5400 + $moved, $before[1]['timelimit']);

        $quizid = $this->quiz_of($this->copy($this->backup(true)));
        $this->assertSame([], $limits($quizid, $this->student));
        $event = ['modulename' => 'quiz', 'instance' => $quizid, 'userid' => $this->student->id];
        $this->assertSame(0, $DB->count_records('event', $event));
        $this->assertSame($given, $limits($quizid, $other));
        $this->assertSame($given, $limits($quizid, $third));
        $this->assertSame($before, [$limits($this->quiz->id, $this->student), $limits($this->quiz->id, $other)]);
    }

    /**
     * Without users: no attempt, and only those proctor who may do so there.
     */
    public function test_other_course_without_users(): void {
        $this->make_attempt($this->quiz, $this->student);
        $quizid = $this->quiz_of($this->copy($this->backup(false)));
        $this->assert_same_choice($quizid, []);
        $this->assertSame(0, proctored_attempt::count_records(['quizid' => $quizid]));
    }

    /**
     * The file holds nothing that only this site and Invigil share.
     */
    public function test_no_secret_in_the_file(): void {
        $attempt = $this->make_attempt($this->quiz, $this->student);
        $dir = $this->backup(true);
        $xml = file_get_contents(glob("$dir/activities/quiz_*/quiz.xml")[0]);
        $this->assertStringContainsString('<preset>high</preset>', $xml);
        $this->assertStringNotContainsString($attempt->get('sessiondata'), $xml);
        $this->assertStringNotContainsString($this->choice($this->quiz->id)->get('linkid'), $xml);
    }

    /**
     * A file from another site: people who are not here do not proctor here, and what this site locks holds.
     */
    public function test_other_site(): void {
        set_config('preset', 'low', 'quizaccess_invigil');
        set_config('preset_locked', 1, 'quizaccess_invigil');
        $dir = $this->backup(false);
        $xml = file_get_contents("$dir/moodle_backup.xml");
        file_put_contents("$dir/moodle_backup.xml", preg_replace('/(<original_site_identifier_hash>)[^<]*/', '$1elsewhere', $xml));
        $quizid = $this->quiz_of($this->copy($dir));
        $this->assertSame([], $this->choice($quizid)->proctor_ids());
        $this->assertSame('low', $this->choice($quizid)->get('preset'));
    }

    /**
     * Rules that were changed one by one come along; what a later version has put there stays, and what is broken breaks nothing.
     */
    public function test_rules_one_by_one(): void {
        global $DB;
        $more = '{"fields":{"later":5},"rules":{"tab_hidden":{"enabled":false},"later":{"severity":"high"}}}';
        foreach ([$more => json_decode($more, true)['rules'], 'broken' => []] as $kept => $rules) {
            $DB->set_field(choice::TABLE, 'more', $kept, ['quizid' => $this->quiz->id]);
            $DB->set_field(choice::TABLE, 'preset', 'custom', ['quizid' => $this->quiz->id]);
            $copy = $this->choice($this->quiz_of($this->copy($this->backup(false))));
            $this->assertSame('custom', $copy->get('preset'));
            $this->assertSame($rules, $copy->values()['rules']);
            $this->assertEquals($rules ? json_decode($more) : null, json_decode((string) $copy->get('more')));
        }
    }

    /**
     * A quiz that is not proctored.
     */
    public function test_without_proctoring(): void {
        $quiz = $this->make_quiz();
        $cm = duplicate_module($this->course, get_fast_modinfo($this->course)->get_cm($quiz->cmid));
        $this->assertNull(choice::of_quiz($cm->instance));
    }

    /**
     * Compares a copy's choice with the quiz's.
     *
     * @param int $quizid
     * @param int[] $proctors
     */
    private function assert_same_choice(int $quizid, array $proctors): void {
        $original = $this->choice($this->quiz->id);
        $copy = $this->choice($quizid);
        foreach (\backup_quizaccess_invigil_subplugin::CHOICE as $name) {
            $this->assertEquals($original->get($name), $copy->get($name), $name);
        }
        $this->assertNotSame($original->get('linkid'), $copy->get('linkid'));
        $this->assertMatchesRegularExpression('/^quiz-[0-9a-f]{24}$/', $copy->get('linkid'));
        $this->assertSame($proctors, $copy->proctor_ids());
    }

    /**
     * Backs the course up.
     *
     * @param bool $users
     * @return string the folder
     */
    private function backup(bool $users): string {
        global $CFG;
        $CFG->backup_file_logger_level = backup::LOG_NONE;
        $controller = new backup_controller(
            backup::TYPE_1COURSE,
            $this->course->id,
            backup::FORMAT_MOODLE,
            backup::INTERACTIVE_NO,
            backup::MODE_IMPORT,
            get_admin()->id
        );
        $controller->get_plan()->get_setting('users')->set_status(\backup_setting::NOT_LOCKED);
        $controller->get_plan()->get_setting('users')->set_value($users);
        $id = $controller->get_backupid();
        $controller->execute_plan();
        $controller->destroy();
        return make_backup_temp_directory($id);
    }

    /**
     * Restores into a new course.
     *
     * @param string $dir
     * @return int the course
     */
    private function copy(string $dir): int {
        $courseid = restore_dbops::create_new_course('Copy', 'copy' . random_string(5), $this->course->category);
        $controller = new restore_controller(
            basename($dir),
            $courseid,
            backup::INTERACTIVE_NO,
            backup::MODE_GENERAL,
            get_admin()->id,
            backup::TARGET_NEW_COURSE
        );
        $this->assertTrue($controller->execute_precheck());
        $controller->execute_plan();
        $controller->destroy();
        return $courseid;
    }

    /**
     * The one quiz of a course.
     *
     * @param int $courseid
     * @return int
     */
    private function quiz_of(int $courseid): int {
        global $DB;
        return (int) $DB->get_field('quiz', 'id', ['course' => $courseid], MUST_EXIST);
    }

    /**
     * A user's attempt at a quiz.
     *
     * @param int $quizid
     * @param int $userid
     * @return int
     */
    private function attempt_of(int $quizid, int $userid): int {
        global $DB;
        return (int) $DB->get_field('quiz_attempts', 'id', ['quiz' => $quizid, 'userid' => $userid], MUST_EXIST);
    }
}
