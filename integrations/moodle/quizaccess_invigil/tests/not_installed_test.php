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

use core_external\external_api;
use mod_quiz\quiz_settings;
use quizaccess_invigil\local\access;
use quizaccess_invigil\local\choice;
use quizaccess_invigil\local\guard;
use quizaccess_invigil\local\proctored_attempt;
use quizaccess_invigil\tests\configured_quiz_trait;

/**
 * The files are there, the tables are not, or not yet as the files want them. Every quiz of the site goes on.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers     \quizaccess_invigil\local\installation
 * @covers     \quizaccess_invigil
 */
final class not_installed_test extends \advanced_testcase {
    use configured_quiz_trait;

    /** @var string Before the names of tables that are put away. */
    const AWAY = 'qainv_away_';

    /** @var string[] The tables that are put away, by the names that they have meanwhile. */
    private array $away = [];

    /**
     * Tables cannot be put away in a transaction.
     */
    protected function setUp(): void {
        parent::setUp();
        $this->preventResetByRollback();
        $this->make_course();
    }

    /**
     * Brings the tables back.
     */
    protected function tearDown(): void {
        global $DB;
        foreach ($this->away as $away => $name) {
            $DB->get_manager()->rename_table(new \xmldb_table($away), $name);
        }
        $this->away = [];
        parent::tearDown();
    }

    /**
     * As it is before the plugin is installed.
     */
    private function uninstall(): void {
        global $CFG, $DB;
        $file = new \xmldb_file($CFG->dirroot . '/mod/quiz/accessrule/invigil/db/install.xml');
        $file->loadXMLStructure();
        foreach ($file->getStructure()->getTables() as $number => $table) {
            $DB->get_manager()->rename_table($table, self::AWAY . $number);
            $this->away[self::AWAY . $number] = $table->getName();
        }
        $this->assertCount(8, $this->away);
        unset_config('version', 'quizaccess_invigil');
        \core_plugin_manager::reset_caches();
        \cache::make('core', 'plugin_functions')->purge();
    }

    /**
     * A quiz with one question.
     *
     * @param array $fields
     * @return \stdClass
     */
    private function quiz_with_question(array $fields = []): \stdClass {
        global $CFG;
        require_once($CFG->dirroot . '/mod/quiz/locallib.php');
        $quiz = $this->make_quiz($fields + ['grade' => 100]);
        $questions = $this->getDataGenerator()->get_plugin_generator('core_question');
        $question = $questions->create_question('truefalse', null, [
            'category' => $questions->create_question_category()->id,
        ]);
        quiz_add_quiz_question($question->id, $quiz);
        return $quiz;
    }

    /**
     * A quiz from its making to its end: pages, events, grades, overrides, deletion.
     */
    public function test_a_quiz_from_beginning_to_end(): void {
        global $DB;
        $this->uninstall();
        $quiz = $this->quiz_with_question(['timelimit' => 600]);
        $generator = $this->getDataGenerator()->get_plugin_generator('mod_quiz');

        $this->setUser($this->student);
        $manager = quiz_settings::create($quiz->id, $this->student->id)->get_access_manager(time());
        $this->assertNotContains('quizaccess_invigil', $manager->get_active_rule_names());
        $this->assertSame(['Time limit: 10 mins'], $manager->describe_rules());
        $attempt = $generator->create_attempt($quiz->id, $this->student->id);
        $generator->submit_responses($attempt->id, [1 => 'True'], false, true);
        $this->assertEquals('finished', $DB->get_field('quiz_attempts', 'state', ['id' => $attempt->id]));
        $this->assertEquals(100, quiz_get_best_grade($quiz, $this->student->id));

        $this->setAdminUser();
        $overrides = quiz_settings::create($quiz->id)->get_override_manager();
        $id = $overrides->save_override(['userid' => $this->student->id, 'timelimit' => 700]);
        $overrides->delete_overrides_by_id([$id]);
        quiz_delete_attempt($attempt->id, $quiz);
        course_delete_module($quiz->cmid);
        $this->assertFalse($DB->record_exists('quiz', ['id' => $quiz->id]));
        // An observer that fails says so by debugging().
        $this->assertDebuggingNotCalled();
    }

    /**
     * What other parts of Moodle ask: forms, backups, the settings, privacy, web services.
     */
    public function test_other_doors(): void {
        global $CFG, $PAGE, $SCRIPT;
        $this->uninstall();
        $quiz = $this->quiz_with_question();
        $this->assertFalse($this->quiz_form($quiz)->elementExists('invigil_enabled'));

        require_once($CFG->libdir . '/adminlib.php');
        $this->assertNotNull(admin_get_root(true, true)->locate('modsettingsquizcat'));

        require_once($CFG->dirroot . '/course/lib.php');
        $copy = duplicate_module($this->course, get_fast_modinfo($this->course)->get_cm($quiz->cmid));
        $this->assertNotEmpty($copy->id);

        $context = \context_module::instance($quiz->cmid);
        $users = new \core_privacy\local\request\approved_userlist($context, 'mod_quiz', [(int) $this->student->id]);
        \mod_quiz\privacy\provider::delete_data_for_users($users);
        \mod_quiz\privacy\provider::delete_data_for_all_users_in_context($context);

        $this->setUser($this->student);
        $attempt = $this->getDataGenerator()->get_plugin_generator('mod_quiz')->create_attempt($quiz->id, $this->student->id);
        $_POST['sesskey'] = sesskey();
        $answer = external_api::call_external_function('mod_quiz_save_attempt', ['attemptid' => $attempt->id, 'data' => []]);
        $this->assertFalse($answer['error'], json_encode($answer['exception'] ?? ''));
        $answer = external_api::call_external_function('mod_quiz_get_user_best_grade', ['quizid' => $quiz->id]);
        $this->assertFalse($answer['error'], json_encode($answer['exception'] ?? ''));
        $PAGE = new \moodle_page();
        $SCRIPT = '/course/recent.php';
        $_GET['id'] = (string) $this->course->id;
        require_login($this->course);
        unset($_GET['id']);
        $this->assertDebuggingNotCalled();
    }

    /**
     * An upgrade that has not been run: a column is missing. Quizzes work, proctored ones stay guarded.
     */
    public function test_an_upgrade_is_waiting(): void {
        global $DB;
        $this->connect();
        $plain = $this->quiz_with_question();
        $quiz = $this->quiz_with_question(['invigil_enabled' => 1]);
        $field = new \xmldb_field('screen', XMLDB_TYPE_INTEGER, '1', null, XMLDB_NOTNULL, null, '0', 'microphone');
        $DB->get_manager()->drop_field(new \xmldb_table(choice::TABLE), $field);
        try {
            $this->setUser($this->student);
            $generator = $this->getDataGenerator()->get_plugin_generator('mod_quiz');
            $attempt = $generator->create_attempt($plain->id, $this->student->id);
            $this->assertNull(guard::refused((int) $attempt->id, (int) $this->student->id));
            $attempt = $generator->create_attempt($quiz->id, $this->student->id);
            $refused = guard::refused((int) $attempt->id, (int) $this->student->id);
            $this->assertSame(access::NO_CHECK_IN, $refused->refuses_saving());
            $this->assertSame(proctored_attempt::CREATED, $refused->attempt->get('state'));
            $rules = quiz_settings::create($quiz->id, $this->student->id)->get_access_manager(time());
            $this->assertStringContainsString('your camera', implode($rules->describe_rules()));
            $this->setAdminUser();
            $this->assertTrue($this->quiz_form($quiz)->elementExists('invigil_enabled'));
        } finally {
            $DB->get_manager()->add_field(new \xmldb_table(choice::TABLE), $field);
        }
    }
}
