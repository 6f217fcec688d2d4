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

use quizaccess_invigil\local\choice_input;
use quizaccess_invigil\local\form_field;
use quizaccess_invigil\local\policy_table;

/**
 * What the quiz form sends is tidied and checked.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class choice_input_test extends \PHPUnit\Framework\TestCase {
    /**
     * What was not sent is not made up.
     */
    public function test_only_what_was_sent(): void {
        $this->assertSame([], choice_input::read([]));
        $this->assertSame(['camera' => 0], choice_input::read(['invigil_camera' => '0', 'camera' => '1', 'name' => 'x']));
    }

    /**
     * Line ends, spaces, empty lines, bytes that are no text, and what looks like a tag.
     */
    public function test_tidy(): void {
        $read = choice_input::read([
            'invigil_allowed' => "\r\n  Calculator\t\r\n\r\n0\rx<5\xff",
            'invigil_message' => "  a\r\n\r\nb <b>c</b>  ",
        ]);
        $this->assertSame("Calculator\n0\nx<5", str_replace('?', '', $read['allowed']));
        $this->assertSame("a\n\nb <b>c</b>", $read['message']);
    }

    /**
     * Ids of people, each once, whatever else is among them.
     */
    public function test_proctors(): void {
        $this->assertSame('3,5', choice_input::read(['invigil_proctors' => ['3', 'x', '5', '3', '-1', '0']])['proctors']);
        $this->assertSame('3,5', choice_input::read(['invigil_proctors' => '3, 5'])['proctors']);
        $this->assertSame('', choice_input::read(['invigil_proctors' => []])['proctors']);
    }

    /**
     * As much as is allowed is allowed, one more is not; characters count, not bytes.
     */
    public function test_limits(): void {
        $fits = ['allowed' => implode("\n", array_fill(0, 30, str_repeat('ñ', 120))), 'message' => str_repeat('ñ', 2000)];
        $this->assertSame([], choice_input::errors($fits));
        $errors = choice_input::errors([
            'allowed' => $fits['allowed'] . "\nx", 'message' => $fits['message'] . 'x', 'preset' => 'x', 'admission' => 'proctor',
        ]);
        $this->assertEqualsCanonicalizing(['preset', 'allowed', 'message'], array_keys($errors));
        $this->assertSame(['error_length', ['max' => 2000, 'is' => 2001]], $errors['message']);
        $this->assertSame(['error_resources', ['max' => 30, 'is' => 31]], $errors['allowed']);
        $this->assertSame('error_resource', choice_input::errors(['allowed' => str_repeat('x', 121)])['allowed'][0]);
    }

    /**
     * The limits are those of the schema.
     */
    public function test_limits_of_the_schema(): void {
        $this->assertSame(30, policy_table::FIELDS['allowed_resources']['most']);
        $this->assertSame(['most' => 30, 'longest' => 120], form_field::all()['allowed']->numbers());
        $this->assertSame(['low' => '15', 'standard' => '5', 'high' => '3'], form_field::all()['preset']->numbers());
    }

    /**
     * Rules are checked while they are chosen one by one, and not while nobody sees them.
     */
    public function test_rules_of_ones_own(): void {
        $read = choice_input::read(['invigil_preset' => 'custom', 'invigil_rule_face_missing_wait' => 'soon']);
        $this->assertSame(['preset' => 'custom', 'rules' => ['face_missing' => ['wait' => 'soon']]], $read);
        $this->assertSame(['rule_face_missing' => ['error_wait', 600]], choice_input::errors($read));
        $this->assertSame([], choice_input::errors(['preset' => 'high'] + $read));
    }
}
