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

use context_course;
use context_module;
use quizaccess_invigil\tests\configured_quiz_trait;

/**
 * The teacher's settings of a quiz: kept, locked, guarded, checked.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers     \quizaccess_invigil\local\quiz_form
 * @covers     \quizaccess_invigil\local\form_section
 * @covers     \quizaccess_invigil\local\site_choice
 * @covers     \quizaccess_invigil\local\choice_input
 * @covers     \quizaccess_invigil\local\form_field
 */
final class quiz_form_test extends \advanced_testcase {
    use configured_quiz_trait;

    /** @var array What a teacher sends who has looked at everything. */
    const SENT = [
        'invigil_enabled' => '1', 'invigil_preset' => 'high', 'invigil_camera' => '1', 'invigil_microphone' => '0',
        'invigil_screen' => '1', 'invigil_fullscreen' => '0', 'invigil_allowed' => " Calculator \r\n\r\nNotes <1 page\r\n",
        'invigil_admission' => 'automatic', 'invigil_message' => "Hello.\r\nGood luck!", 'invigil_ontoolfailure' => 'hold',
        'invigil_holdgrade' => '1',
    ];

    /**
     * A course and a connection for each test.
     */
    protected function setUp(): void {
        parent::setUp();
        $this->make_course();
        $this->connect();
    }

    /**
     * Saves a quiz as the form would.
     *
     * @param \stdClass $quiz
     * @param array $sent
     */
    private function save(\stdClass $quiz, array $sent): void {
        quiz_form::save((object) ($sent + ['id' => $quiz->id, 'coursemodule' => $quiz->cmid]));
    }

    /**
     * What was sent is what the quiz and the tool are told.
     */
    public function test_saved_and_loaded(): void {
        $this->setUser($this->teacher);
        $quiz = $this->make_quiz(self::SENT + ['invigil_proctors' => [$this->teacher->id]]);
        $choice = $this->choice($quiz->id);
        $this->assertSame(['Calculator', 'Notes <1 page'], $choice->allowed_resources());
        $this->assertSame([(int) $this->teacher->id], $choice->proctor_ids());
        $this->assertMatchesRegularExpression('/^quiz-[0-9a-f]{24}$/', $choice->get('linkid'));
        $data = json_decode($choice->settings_data(), true);
        $this->assertSame('high', $data['preset']);
        $this->assertSame([true, false, true], [$data['camera'], $data['microphone'], $data['screen']]);
        $this->assertFalse($data['require_fullscreen']);
        $this->assertSame("Hello.\nGood luck!", $data['message']);
        $this->assertSame('hold', $choice->get('ontoolfailure'));
        $this->assertEquals(1, \mod_quiz\quiz_settings::create($quiz->id)->get_quiz()->invigil_enabled);
    }

    /**
     * A quiz that nobody wants proctored costs no row, and its settings load all the same.
     */
    public function test_off_leaves_nothing(): void {
        $quiz = $this->make_quiz(['invigil_enabled' => '0'] + self::SENT);
        $this->assertNull(choice::of_quiz($quiz->id));
        $this->assertEquals(0, \mod_quiz\quiz_settings::create($quiz->id)->get_quiz()->invigil_enabled);
        $this->assertNotContains(
            'quizaccess_invigil',
            \mod_quiz\quiz_settings::create($quiz->id)->get_access_manager(time())->get_active_rule_names()
        );
    }

    /**
     * Switched off and on again, everything is as it was, and the tool knows the quiz under the same name.
     */
    public function test_off_and_on_again(): void {
        $quiz = $this->make_quiz(self::SENT);
        $before = $this->choice($quiz->id)->to_record();
        $this->save($quiz, ['invigil_enabled' => '0', 'invigil_camera' => '0', 'invigil_message' => '']);
        $this->assertFalse(choice::is_proctored($quiz->id));
        $this->save($quiz, ['invigil_enabled' => '1']);
        $after = $this->choice($quiz->id)->to_record();
        foreach (['linkid', 'preset', 'camera', 'screen', 'message', 'allowed', 'enabled'] as $name) {
            $this->assertEquals($before->$name, $after->$name, $name);
        }
    }

    /**
     * Whoever changes a quiz without the form changes nothing here.
     */
    public function test_other_doors(): void {
        $quiz = $this->make_quiz(self::SENT);
        $before = $this->choice($quiz->id)->to_record();
        $this->save($quiz, []);
        $this->assertEquals($before, $this->choice($quiz->id)->to_record());
        set_config('enabled', 1, 'quizaccess_invigil');
        $this->assertNull(choice::of_quiz($this->make_quiz()->id));
    }

    /**
     * Saving without a change does not look like a change to the tool.
     */
    public function test_no_change_no_revision(): void {
        global $DB;
        $quiz = $this->make_quiz(self::SENT);
        $DB->set_field(choice::TABLE, 'timemodified', 5, ['quizid' => $quiz->id]);
        $this->save($quiz, self::SENT);
        $this->assertEquals(5, $this->choice($quiz->id)->get('timemodified'));
        $this->save($quiz, ['invigil_screen' => '0'] + self::SENT);
        $this->assertGreaterThan(5, $this->choice($quiz->id)->get('timemodified'));
    }

    /**
     * Without the capability nothing can be changed, and nothing is lost.
     */
    public function test_capability(): void {
        $quiz = $this->make_quiz(self::SENT);
        $before = $this->choice($quiz->id)->to_record();
        $roleid = $this->role_of_teachers();
        assign_capability(quiz_form::CAPABILITY, CAP_PROHIBIT, $roleid, context_course::instance($this->course->id), true);
        $this->setUser($this->teacher);
        $this->save($quiz, ['invigil_enabled' => '0']);
        $this->assertEquals($before, $this->choice($quiz->id)->to_record());
        $other = $this->make_quiz(self::SENT);
        $this->assertNull(choice::of_quiz($other->id));
        // A new quiz from the form gets what the site gives to new quizzes.
        set_config('enabled', 1, 'quizaccess_invigil');
        $third = $this->make_quiz(['invigil_preset' => 'low', 'invigil_enabled' => '0'] + self::SENT);
        $this->assertSame('standard', $this->choice($third->id)->get('preset'));
    }

    /**
     * What the site locks holds, whatever is sent.
     */
    public function test_locks(): void {
        set_config('preset', 'low', 'quizaccess_invigil');
        set_config('preset_locked', 1, 'quizaccess_invigil');
        set_config('camera', 0, 'quizaccess_invigil');
        set_config('camera_locked', 1, 'quizaccess_invigil');
        $quiz = $this->make_quiz(self::SENT);
        $this->assertSame('low', $this->choice($quiz->id)->get('preset'));
        $this->assertEquals(0, $this->choice($quiz->id)->get('camera'));
        $this->assertEquals(0, $this->choice($quiz->id)->get('microphone'));
        $this->assertEquals(1, $this->choice($quiz->id)->get('screen'));
        set_config('screen_locked', 1, 'quizaccess_invigil');
        $this->assertEquals(0, $this->choice($this->make_quiz(self::SENT)->id)->get('screen'), 'off is the default');

        set_config('enabled', 0, 'quizaccess_invigil');
        set_config('enabled_locked', 1, 'quizaccess_invigil');
        $this->save($quiz, self::SENT);
        $this->assertFalse(choice::is_proctored($quiz->id));

        set_config('enabled', 1, 'quizaccess_invigil');
        $this->assertTrue(choice::is_proctored($this->make_quiz()->id));
    }

    /**
     * While no tool is connected nothing is switched on, and a lock to "on" does not keep teachers from saving.
     */
    public function test_not_connected(): void {
        global $DB;
        $running = $this->make_quiz(self::SENT);
        $DB->delete_records('quizaccess_invigil_tool');
        $quiz = $this->make_quiz(self::SENT);
        $this->assertNull(choice::of_quiz($quiz->id));
        $context = context_course::instance($this->course->id);
        $this->assertArrayHasKey('invigil_enabled', quiz_form::validate([], self::SENT, $context));
        // One that was on before can be saved, and switched off.
        $context = context_module::instance($running->cmid);
        $this->assertSame([], quiz_form::validate([], self::SENT + ['instance' => $running->id], $context));
        $this->save($running, ['invigil_enabled' => '0']);
        $this->assertFalse(choice::is_proctored($running->id));

        set_config('enabled', 1, 'quizaccess_invigil');
        set_config('enabled_locked', 1, 'quizaccess_invigil');
        $this->assertSame([], quiz_form::validate([], ['invigil_enabled' => '0'], $context));
        $this->assertNull(choice::of_quiz($this->make_quiz()->id));
    }

    /**
     * What is too long or cannot be together is refused with words at the field.
     */
    public function test_validation(): void {
        $context = context_course::instance($this->course->id);
        $this->assertSame(['name' => 'Required'], quiz_form::validate(['name' => 'Required'], self::SENT, $context));
        $long = [
            'invigil_allowed' => implode("\n", range(1, 31)), 'invigil_message' => str_repeat('é', 2001), 'invigil_preset' => 'x',
            'browsersecurity' => 'securewindow',
        ] + self::SENT;
        $errors = quiz_form::validate([], $long, $context);
        $this->assertEqualsCanonicalizing(
            ['invigil_allowed', 'invigil_message', 'invigil_preset', 'browsersecurity'],
            array_keys($errors)
        );
        $this->assertStringContainsString('2001', $errors['invigil_message']);
        $this->assertStringContainsString('30', $errors['invigil_allowed']);
        $line = quiz_form::validate([], ['invigil_allowed' => str_repeat('a', 121)] + self::SENT, $context);
        $this->assertStringContainsString('121', $line['invigil_allowed']);
        $fits = [
            'invigil_allowed' => implode("\n", array_fill(0, 30, str_repeat('é', 120))),
            'invigil_message' => str_repeat('é', 2000),
        ];
        $this->assertSame([], quiz_form::validate([], $fits + self::SENT, $context));
        $this->assertSame([], quiz_form::validate([], ['invigil_enabled' => '0'] + $long, $context));
    }

    /**
     * Only people who may proctor here are chosen, whatever is sent.
     */
    public function test_proctors(): void {
        $quiz = $this->make_quiz(self::SENT + ['invigil_proctors' => [$this->student->id, $this->teacher->id, 'x', -1]]);
        $this->assertSame([(int) $this->teacher->id], $this->choice($quiz->id)->proctor_ids());
        $this->save($quiz, self::SENT + ['invigil_proctors' => []]);
        $this->assertSame([], $this->choice($quiz->id)->proctor_ids());
        $this->assertArrayHasKey($this->teacher->id, quiz_form::possible_proctors(context_module::instance($quiz->cmid)));
    }

    /**
     * Everything about a deleted quiz goes; other quizzes keep theirs.
     */
    public function test_deleted_with_the_quiz(): void {
        global $DB;
        $quiz = $this->make_quiz(self::SENT);
        $other = $this->make_quiz(self::SENT);
        foreach ([$quiz, $other] as $each) {
            $attempt = $this->make_attempt($each, $this->student, ['flagged' => true, 'gradeheld' => true]);
            $DB->insert_record('quizaccess_invigil_controls', (object) [
                'proctoredid' => $attempt->get('id'), 'identity' => 'x', 'action' => 'pause', 'incidenttime' => 1, 'answer' => '{}',
            ]);
        }
        course_delete_module($quiz->cmid);
        foreach ([choice::TABLE, proctored_attempt::TABLE] as $table) {
            $this->assertEquals([$other->id], $DB->get_fieldset_select($table, 'quizid', ''), $table);
        }
        $this->assertEquals(1, $DB->count_records('quizaccess_invigil_controls'));
    }

    /**
     * Time that was given goes with the row, also when the quiz stays.
     */
    public function test_given_time_is_taken_back(): void {
        global $DB;
        $quiz = $this->make_quiz(self::SENT + ['timelimit' => 600]);
        $attempt = $this->make_attempt($quiz, $this->student, ['state' => proctored_attempt::RUNNING]);
        time_credit::extend($attempt, 120);
        $this->assertEquals(720, $DB->get_field('quiz_overrides', 'timelimit', ['userid' => $this->student->id]));
        $this->assertSame([(int) $this->student->id], forget::users($quiz->id, [(int) $this->student->id]));
        $this->assertFalse($DB->record_exists('quiz_overrides', []));
        $this->assertSame([], forget::users($quiz->id, []));
    }

    /**
     * The form shows what is kept, and freezes what cannot be changed.
     */
    public function test_form(): void {
        set_config('microphone', 1, 'quizaccess_invigil');
        set_config('microphone_locked', 1, 'quizaccess_invigil');
        set_config('fullscreen_locked', 1, 'quizaccess_invigil');
        $quiz = $this->make_quiz(self::SENT + ['invigil_proctors' => [$this->teacher->id]]);
        $mform = $this->quiz_form($quiz);
        $this->assertSame(['high'], $mform->getElement('invigil_preset')->getValue());
        $this->assertSame("Calculator\nNotes <1 page", $mform->getElement('invigil_allowed')->getValue());
        $this->assertEquals([$this->teacher->id], $mform->getElement('invigil_proctors')->getValue());
        $boxes = $mform->getElement('invigil_captured')->getElements();
        $this->assertSame(
            ['invigil_camera', 'invigil_microphone', 'invigil_screen'],
            array_map(fn($box) => $box->getName(), $boxes)
        );
        $this->assertSame([true, true, true], array_map(fn($box) => (bool) $box->getValue(), $boxes));
        $this->assertSame([false, true, false], array_map(fn($box) => $box->isFrozen(), $boxes));
        $this->assertTrue($mform->getElement('invigil_fullscreen')->isFrozen());
        $this->assertFalse($mform->getElement('invigil_enabled')->isFrozen());
        $this->assertFalse($mform->elementExists('invigil_notconnected'));

        assign_capability(quiz_form::CAPABILITY, CAP_PROHIBIT, $this->role_of_teachers(), \context_system::instance(), true);
        $this->setUser($this->teacher);
        $mform = $this->quiz_form($quiz);
        $this->assertTrue($mform->elementExists('invigil_notallowed'));
        $this->assertTrue($mform->getElement('invigil_enabled')->isFrozen());
        $this->assertTrue($mform->getElement('invigil_proctors')->isFrozen());
    }

    /**
     * Every setting of the site has a default that holds, and texts for both pages.
     */
    public function test_site_defaults(): void {
        $this->assertSame([], choice_input::errors(site_choice::defaults()));
        $this->assertEqualsCanonicalizing([...array_keys(form_field::all()), 'rules'], array_keys(site_choice::defaults()));
        set_config('preset', 'low', 'quizaccess_invigil');
        set_config('message', "a\r\nb", 'quizaccess_invigil');
        $this->assertSame('low', site_choice::defaults()['preset']);
        $this->assertSame("a\nb", site_choice::defaults()['message']);
        $setting = new admin_setting_words('quizaccess_invigil/message', 'm', 'd', '');
        $this->assertTrue($setting->validate('fine'));
        $this->assertIsString($setting->validate(str_repeat('x', 2001)));
    }

    /**
     * The settings page of the site can be built, with a lock at each setting.
     */
    public function test_settings_page(): void {
        global $CFG;
        require_once($CFG->libdir . '/adminlib.php');
        $page = admin_get_root(true, true)->locate('modsettingsquizcatinvigil');
        $this->assertInstanceOf(\admin_settingpage::class, $page);
        foreach (array_keys(form_field::all()) as $name) {
            $setting = $page->settings->{'quizaccess_invigil' . $name};
            $this->assertStringContainsString($name . '_locked', $setting->output_setting_flags());
            $this->assertStringNotContainsString('{$a', (string) $setting->description);
        }
        $this->assertArrayHasKey('custom', $page->settings->quizaccess_invigilpreset->choices);
        $this->assertStringContainsString('30 lines of 120', (string) $page->settings->quizaccess_invigilallowed->description);
        $this->assertNotNull(admin_get_root()->locate('quizaccess_invigil_connect'));
    }

    /**
     * The role of the teacher.
     *
     * @return int
     */
    private function role_of_teachers(): int {
        global $DB;
        return (int) $DB->get_field('role', 'id', ['shortname' => 'editingteacher']);
    }
}
