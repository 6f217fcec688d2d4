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
use quizaccess_invigil\tests\configured_quiz_trait;

/**
 * Rules that a teacher changes one by one: shown, checked, kept, put back.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers     \quizaccess_invigil\local\form_rules
 * @covers     \quizaccess_invigil\local\rule_changes
 */
final class form_rules_test extends \advanced_testcase {
    use configured_quiz_trait;

    /** @var array What is sent beside the rules. */
    const SENT = ['invigil_enabled' => '1', 'invigil_preset' => 'high', 'invigil_camera' => '1', 'invigil_fullscreen' => '0'];

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
     * Rules that are changed one by one are kept, shown again, told to the tool, and forgotten by nobody else's saving.
     */
    public function test_rules_one_by_one(): void {
        $this->setUser($this->teacher);
        $changed = [
            'invigil_preset' => 'custom', 'invigil_rule_face_missing_wait' => '7,5', 'invigil_rule_tab_hidden_enabled' => '0',
            'invigil_rule_too_dark_wait' => '5', 'invigil_rule_too_dark_severity' => 'low',
        ];
        $quiz = $this->make_quiz($changed + self::SENT);
        $rules = ['face_missing' => ['debounce_s' => 7.5], 'tab_hidden' => ['enabled' => false]];
        $this->assertSame($rules, $this->choice($quiz->id)->values()['rules']);
        $this->assertSame($rules, json_decode($this->choice($quiz->id)->settings_data(), true)['rules']);
        $this->assertNotContains('tab_hidden', $this->choice($quiz->id)->noted());

        $mform = $this->quiz_form($quiz);
        $shown = array_map(fn($element) => $element->getValue(), array_combine(
            ['enabled', 'after', 'wait', 'seconds', 'severity', 'note'],
            $mform->getElement('invigil_rule_face_missing')->getElements()
        ));
        $this->assertEquals([true, '7.5', ['medium']], [$shown['enabled'], $shown['wait'], $shown['severity']]);
        $this->assertFalse($mform->getElement('invigil_rule_face_missing')->isFrozen());

        // With another preset they do not count, and come back with it.
        $this->save($quiz, ['invigil_rule_face_missing_wait' => ''] + self::SENT);
        $this->assertArrayNotHasKey('rules', json_decode($this->choice($quiz->id)->settings_data(), true));
        $this->save($quiz, []);
        $this->save($quiz, ['invigil_enabled' => '1', 'invigil_preset' => 'custom']);
        $this->assertSame($rules, $this->choice($quiz->id)->values()['rules']);
        $this->save($quiz, ['invigil_enabled' => '1', 'invigil_rule_face_missing_wait' => '5']);
        $this->assertSame(['tab_hidden' => ['enabled' => false]], $this->choice($quiz->id)->values()['rules']);
    }

    /**
     * A time that no rule can have is refused at the rule, while it counts.
     */
    public function test_validation_of_rules(): void {
        $context = context_course::instance($this->course->id);
        $wrong = ['invigil_preset' => 'custom', 'invigil_rule_face_missing_wait' => '601'] + self::SENT;
        $errors = quiz_form::validate([], $wrong, $context);
        $this->assertSame(['invigil_rule_face_missing'], array_keys($errors));
        $this->assertStringContainsString('600', $errors['invigil_rule_face_missing']);
        $this->assertSame([], quiz_form::validate([], ['invigil_preset' => 'low'] + $wrong, $context));
        set_config('preset', 'high', 'quizaccess_invigil');
        set_config('preset_locked', 1, 'quizaccess_invigil');
        $this->assertSame([], quiz_form::validate([], $wrong, $context));
    }

    /**
     * "Back to standard" shows what standard says, and keeps nothing yet. Who may not choose cannot press it.
     */
    public function test_back_to_standard(): void {
        global $DB;
        $changed = ['invigil_preset' => 'custom', 'invigil_rule_face_missing_wait' => '9'];
        $quiz = $this->make_quiz($changed + self::SENT);
        $wait = fn($mform) => $mform->getElement('invigil_rule_face_missing')->getElements()[2]->getValue();
        $this->assertSame('9', $wait($this->quiz_form($quiz)));
        $_POST['invigil_rules_back'] = 'Back to standard';
        $this->assertSame('9', $wait($this->quiz_form($quiz)), 'not without the key of the session');
        $_POST['sesskey'] = sesskey();
        $this->assertSame('5', $wait($this->quiz_form($quiz)));
        unset($_POST['invigil_rules_back'], $_POST['sesskey']);
        $this->assertSame(['face_missing' => ['debounce_s' => 9]], $this->choice($quiz->id)->values()['rules']);

        $roleid = (int) $DB->get_field('role', 'id', ['shortname' => 'editingteacher']);
        assign_capability(quiz_form::CAPABILITY, CAP_PROHIBIT, $roleid, \context_system::instance(), true);
        $this->setUser($this->teacher);
        $mform = $this->quiz_form($quiz);
        $this->assertCount(1, $mform->getElement('invigil_rules')->getElements());
        $this->assertTrue($mform->getElement('invigil_rule_face_missing')->isFrozen());
    }

    /**
     * What a rule is by default, what it needs, and what examinees are asked.
     */
    public function test_the_sentence_of_a_rule(): void {
        foreach (array_keys(policy_table::RULES) as $type) {
            $this->assertStringNotContainsString('[[', form_rules::sentence($type));
        }
        $sentence = form_rules::sentence('fullscreen_left');
        $this->assertStringContainsString('after 2 s, severity Medium', $sentence);
        $this->assertStringContainsString('Only with: Ask for full screen.', $sentence);
        $this->assertStringContainsString('Stay in full screen', $sentence);
    }
}
