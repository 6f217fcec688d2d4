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

use quizaccess_invigil\local\policy_table;
use quizaccess_invigil\local\rule_changes;

/**
 * Rules that are changed one by one: only what differs from standard is kept.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class rule_changes_test extends \PHPUnit\Framework\TestCase {
    /**
     * What the form sends if nobody touches the rules.
     *
     * @return array
     */
    private static function untouched(): array {
        $sent = [];
        foreach (policy_table::RULES as $type => $rule) {
            $sent["invigil_rule_{$type}_enabled"] = $rule['standard']['enabled'] ? '1' : '0';
            $sent["invigil_rule_{$type}_wait"] = rule_changes::seconds($rule['standard']['wait']);
            $sent["invigil_rule_{$type}_severity"] = $rule['standard']['severity'];
        }
        return $sent;
    }

    /**
     * The changes after a form was sent.
     *
     * @param array $sent beside what nobody touches
     * @param array $before
     * @return array
     */
    private static function after(array $sent, array $before = []): array {
        return rule_changes::after(rule_changes::read($sent + self::untouched()), $before);
    }

    /**
     * What stays as it is is no change, and what is put back is none any more.
     */
    public function test_only_what_differs(): void {
        $this->assertSame([], self::after([]));
        $changed = ['invigil_rule_tab_hidden_enabled' => '0', 'invigil_rule_face_missing_wait' => ' 7,5 '];
        $changes = self::after($changed);
        $this->assertSame(['face_missing' => ['debounce_s' => 7.5], 'tab_hidden' => ['enabled' => false]], $changes);
        $this->assertSame([], self::after([], $changes));
        $this->assertSame(['enabled' => 0, 'wait' => 1.0, 'severity' => 'high'], rule_changes::parts('tab_hidden', $changes));
        $this->assertSame('7,5', rule_changes::seconds(rule_changes::parts('face_missing', $changes)['wait']));
    }

    /**
     * What was not sent stays, and so does what this version does not know.
     */
    public function test_what_was_not_sent_stays(): void {
        $before = ['face_missing' => ['debounce_s' => 9.0, 'severity' => 'low'], 'new_one' => ['enabled' => false]];
        $this->assertSame($before, rule_changes::after([], $before));
        $after = rule_changes::after(rule_changes::read(['invigil_rule_face_missing_severity' => 'critical']), $before);
        $this->assertSame(['debounce_s' => 9.0, 'severity' => 'critical'], $after['face_missing']);
        $this->assertSame(['enabled' => false], $after['new_one']);
    }

    /**
     * A time is one that a rule can have, written with a point or a comma.
     */
    public function test_times(): void {
        foreach (['0', '600', '0.5', '12,25'] as $right) {
            $this->assertSame([], rule_changes::errors(rule_changes::read(['invigil_rule_too_dark_wait' => $right])), $right);
        }
        foreach (['', '-1', '600.1', '1e2', '5 s', '1,2,3', 'x'] as $wrong) {
            $read = rule_changes::read(['invigil_rule_too_dark_wait' => $wrong]);
            $this->assertSame(['rule_too_dark' => ['error_wait', 600]], rule_changes::errors($read), $wrong);
            $this->assertSame([], rule_changes::after($read, []), $wrong);
        }
    }

    /**
     * A severity is one of those that there are; nothing is made of what is no text.
     */
    public function test_severities(): void {
        $read = rule_changes::read(['invigil_rule_too_dark_severity' => 'fatal', 'invigil_rule_tab_hidden_wait' => ['x']]);
        $this->assertSame(['rule_too_dark' => ['error_word', null]], rule_changes::errors($read));
        $this->assertSame([], rule_changes::after($read, []));
    }
}
