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

namespace quizaccess_invigil\privacy;

use context_module;
use core_privacy\local\metadata\collection;
use core_privacy\local\request\approved_contextlist;
use core_privacy\local\request\approved_userlist;
use core_privacy\local\request\userlist;
use core_privacy\local\request\writer;
use quizaccess_invigil\local\choice;
use quizaccess_invigil\local\gaps;
use quizaccess_invigil\local\one_shell;
use quizaccess_invigil\local\proctored_attempt;
use quizaccess_invigil\local\tool_people;
use quizaccess_invigil\task\delete_people;
use quizaccess_invigil\tests\configured_quiz_trait;
use quizaccess_invigil\tests\fake_tool_people;

/**
 * What is kept about people is told, exported and deleted, here and at Invigil.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers     \quizaccess_invigil\privacy\provider
 * @covers     \quizaccess_invigil\privacy\export
 * @covers     \quizaccess_invigil\privacy\people_sql
 * @covers     \quizaccess_invigil\task\delete_people
 */
final class provider_test extends \core_privacy\tests\provider_testcase {
    use configured_quiz_trait;

    /** @var fake_tool_people */
    private fake_tool_people $tool;

    /** @var \stdClass */
    private \stdClass $quiz;

    /** @var \stdClass A second student. */
    private \stdClass $other;

    /** @var context_module */
    private context_module $context;

    /**
     * A quiz with two proctored attempts.
     */
    protected function setUp(): void {
        parent::setUp();
        $this->make_course();
        $this->connect();
        $this->tool = new fake_tool_people();
        \core\di::set(tool_people::class, $this->tool);
        $this->other = $this->getDataGenerator()->create_and_enrol($this->course, 'student');
        $this->setUser($this->teacher);
        $this->quiz = $this->make_quiz(['invigil_enabled' => 1, 'invigil_proctors' => [$this->teacher->id]]);
        $this->context = context_module::instance($this->quiz->cmid);
        foreach ([$this->student, $this->other] as $user) {
            $this->setUser($user);
            $this->make_attempt($this->quiz, $user, ['flagged' => true, 'verdictby' => 'Ana', 'checkedinat' => 1000]);
        }
        $this->setAdminUser();
    }

    /**
     * Every column of our tables is told of, except those that say nothing about people, and every text exists.
     */
    public function test_metadata(): void {
        global $DB;
        $impersonal = [
            choice::TABLE => ['id', 'quizid', 'enabled', 'linkid', 'preset', 'camera', 'microphone', 'screen', 'fullscreen',
                'admission', 'allowed', 'ontoolfailure', 'holdgrade', 'nofurther'],
            proctored_attempt::TABLE => ['id', 'quizid', 'overridemade'],
            'quizaccess_invigil_controls' => ['id', 'proctoredid', 'identity'],
            gaps::TABLE => ['id', 'proctoredid'],
            'quizaccess_invigil_launches' => ['id', 'hint', 'proctoredid', 'documenttarget'],
            one_shell::TABLE => ['id', 'proctoredid'],
        ];
        foreach ($impersonal as $table => $columns) {
            $all = array_merge($columns, provider::COLUMNS[$table]);
            $this->assertEqualsCanonicalizing(array_keys($DB->get_columns($table)), $all, $table);
        }
        $strings = get_string_manager();
        foreach (provider::get_metadata(new collection('quizaccess_invigil'))->get_collection() as $item) {
            foreach ([$item->get_summary(), ...array_values($item->get_privacy_fields() ?? [])] as $key) {
                $this->assertTrue($strings->string_exists($key, 'quizaccess_invigil'), $key);
            }
        }
    }

    /**
     * Examinees and staff are found.
     */
    public function test_who_is_where(): void {
        foreach ([$this->student, $this->teacher] as $user) {
            $this->assertEquals([$this->context->id], provider::get_contexts_for_userid($user->id)->get_contextids());
        }
        $nobody = $this->getDataGenerator()->create_user();
        $this->assertEquals([], provider::get_contexts_for_userid($nobody->id)->get_contextids());
        $list = new userlist($this->context, 'quizaccess_invigil');
        provider::get_users_in_context($list);
        $this->assertEqualsCanonicalizing(
            array_map('intval', [$this->student->id, $this->other->id, $this->teacher->id]),
            $list->get_userids()
        );
    }

    /**
     * The export has what Moodle and Invigil keep, and no secret.
     */
    public function test_export(): void {
        $this->export_context_data_for_user($this->student->id, $this->context, 'quizaccess_invigil');
        $data = writer::with_context($this->context)->get_data([get_string('pluginname', 'quizaccess_invigil')]);
        $this->assertCount(1, $data->attempts);
        $this->assertSame('Ana', $data->attempts[0]['verdictby']);
        $this->assertSame(3, $data->invigil[0]['incidents']);
        $this->assertStringNotContainsString('sessiondata', json_encode($data));
        $this->export_context_data_for_user($this->teacher->id, $this->context, 'quizaccess_invigil');
        $data = writer::with_context($this->context)->get_data([get_string('pluginname', 'quizaccess_invigil')]);
        $this->assertTrue(property_exists($data, 'proctor') && !property_exists($data, 'attempts'));
    }

    /**
     * If Invigil cannot be asked, the export says so.
     */
    public function test_export_while_away(): void {
        $this->tool->away = true;
        $this->export_context_data_for_user($this->student->id, $this->context, 'quizaccess_invigil');
        $data = writer::with_context($this->context)->get_data([get_string('pluginname', 'quizaccess_invigil')]);
        $this->assertSame(get_string('privacy:notasked', 'quizaccess_invigil'), $data->note);
    }

    /**
     * One person's data go, everybody else's stay.
     */
    public function test_delete_for_user(): void {
        $linkid = $this->choice($this->quiz->id)->get('linkid');
        provider::delete_data_for_user(new approved_contextlist($this->student, 'quizaccess_invigil', [$this->context->id]));
        $this->assertSame([[(int) $this->student->id, [$linkid]]], $this->tool->deleted);
        $this->assertSame(0, proctored_attempt::count_records(['userid' => $this->student->id]));
        $this->assertSame(1, proctored_attempt::count_records(['userid' => $this->other->id]));
        // A proctor is taken off the list, and off what they changed.
        provider::delete_data_for_user(new approved_contextlist($this->teacher, 'quizaccess_invigil', [$this->context->id]));
        $this->assertSame([], $this->choice($this->quiz->id)->proctor_ids());
        $this->assertEquals([], provider::get_contexts_for_userid($this->teacher->id)->get_contextids());
        $this->assertCount(1, $this->tool->deleted);
    }

    /**
     * Whole site, one person: whoever comes first, the quiz or we, Invigil is told once.
     */
    public function test_delete_by_the_privacy_manager(): void {
        foreach (['mod_quiz', 'quizaccess_invigil'] as $component) {
            $list = new approved_contextlist($this->student, $component, [$this->context->id]);
            $class = "\\$component\\privacy\\provider";
            $class::delete_data_for_user($list);
        }
        $this->assertCount(1, $this->tool->deleted);
        $this->assertSame(0, proctored_attempt::count_records(['userid' => $this->student->id]));
    }

    /**
     * A whole quiz is deleted by mod_quiz first, which deletes the attempts: Invigil is told all the same.
     */
    public function test_delete_for_all(): void {
        \mod_quiz\privacy\provider::delete_data_for_all_users_in_context($this->context);
        provider::delete_data_for_all_users_in_context($this->context);
        $this->assertSame(0, proctored_attempt::count_records());
        $this->assertSame([], $this->choice($this->quiz->id)->proctor_ids());
        $this->expectOutputRegex('/has deleted.*has deleted/s');
        $this->run_tasks();
        $this->assertEqualsCanonicalizing(
            array_map('intval', [$this->student->id, $this->other->id]),
            array_column($this->tool->deleted, 0)
        );
    }

    /**
     * Some people of a quiz.
     */
    public function test_delete_for_users(): void {
        $ids = [$this->student->id, $this->teacher->id];
        provider::delete_data_for_users(new approved_userlist($this->context, 'quizaccess_invigil', $ids));
        $this->assertSame([(int) $this->student->id], array_column($this->tool->deleted, 0));
        $this->assertSame(1, proctored_attempt::count_records());
    }

    /**
     * A deletion that Invigil did not do is asked for again until it is done.
     */
    public function test_deletion_is_not_lost(): void {
        $this->tool->away = true;
        provider::delete_data_for_user(new approved_contextlist($this->student, 'quizaccess_invigil', [$this->context->id]));
        $this->assertSame(0, proctored_attempt::count_records(['userid' => $this->student->id]));
        $first = $this->queued();
        $this->assertEqualsWithDelta(time() + delete_people::FIRST_WAIT, $first->get_next_run_time(), 5);
        $this->expectOutputRegex('/has not deleted.*user ' . $this->student->id . '.*HTTP 503/');
        $this->run_tasks();
        $second = $this->queued();
        $this->assertEqualsWithDelta(time() + 2 * delete_people::FIRST_WAIT, $second->get_next_run_time(), 5);
        delete_people::queue(1, ['x'], 40);
        $this->tool->away = false;
        $this->run_tasks();
        $this->assertCount(2, $this->tool->deleted);
        $this->assertSame([], \core\task\manager::get_adhoc_tasks(delete_people::class));
    }

    /**
     * The one deletion that waits.
     *
     * @return delete_people
     */
    private function queued(): delete_people {
        $tasks = \core\task\manager::get_adhoc_tasks(delete_people::class);
        $this->assertCount(1, $tasks);
        return reset($tasks);
    }

    /**
     * Runs what waits now, whatever time it waits for, once.
     */
    private function run_tasks(): void {
        global $DB;
        ob_start();
        foreach (\core\task\manager::get_adhoc_tasks(delete_people::class) as $task) {
            $task->execute();
            $DB->delete_records('task_adhoc', ['id' => $task->get_id()]);
        }
        echo ob_get_clean();
    }
}
