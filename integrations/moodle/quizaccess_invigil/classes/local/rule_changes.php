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

/**
 * What a teacher changed about the rules, one by one: whether something is noted, after how long, how severe it is.
 *
 * Kept is only what differs from the preset that the changes start from, in the words in which the tool is told of it: by type of
 * incident {enabled, debounce_s, severity}, each left out where it stays as it is.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class rule_changes {
    /** @var string Before the names of rules in the form, and of their errors. */
    const PREFIX = 'rule_';

    /** @var string[] What can be changed about a rule: the ends of the names in the form. */
    const PARTS = ['enabled', 'wait', 'severity'];

    /**
     * Reads what the form sent. What it did not send is not in the answer.
     *
     * @param array $data the form's data
     * @return array[] by type: enabled as 0 or 1, wait as it was typed, severity
     */
    public static function read(array $data): array {
        $read = [];
        foreach (array_keys(policy_table::RULES) as $type) {
            foreach (self::PARTS as $part) {
                $sent = $data[choice_input::PREFIX . self::PREFIX . $type . '_' . $part] ?? null;
                if (is_scalar($sent)) {
                    $read[$type][$part] = $part === 'enabled' ? (int) !empty($sent) : trim((string) $sent);
                }
            }
        }
        return $read;
    }

    /**
     * What is wrong with it.
     *
     * @param array[] $read as read() gives it
     * @return array[] by the rule's name in the form: the key of a string of ours, and what goes into it
     */
    public static function errors(array $read): array {
        $errors = [];
        foreach ($read as $type => $parts) {
            if (isset($parts['wait']) && self::wait($parts['wait']) === null) {
                $errors[self::PREFIX . $type] = ['error_wait', policy_table::LONGEST_WAIT];
            } else if (isset($parts['severity']) && !in_array($parts['severity'], policy_table::SEVERITIES, true)) {
                $errors[self::PREFIX . $type] = ['error_word', null];
            }
        }
        return $errors;
    }

    /**
     * What is changed when the form is kept. Of a rule that was sent wrong everything stays as it was.
     *
     * @param array[] $read as read() gives it
     * @param array[] $before the changes until now: those of rules that were not sent stay, as do those that are not known here
     * @return array[] the changes, in the order of the table
     */
    public static function after(array $read, array $before): array {
        $changes = [];
        $wrong = self::errors($read);
        foreach (policy_table::RULES as $type => $rule) {
            $standard = $rule[policy_table::CUSTOM_BASE];
            $now = (isset($wrong[self::PREFIX . $type]) ? [] : $read[$type] ?? []) + self::parts($type, $before);
            $change = array_filter([
                'enabled' => (bool) $now['enabled'] === $standard['enabled'] ? null : (bool) $now['enabled'],
                'debounce_s' => self::wait($now['wait']) === $standard['wait'] ? null : self::wait($now['wait']),
                'severity' => $now['severity'] === $standard['severity'] ? null : $now['severity'],
            ], fn($value) => $value !== null);
            if ($change) {
                $changes[$type] = $change;
            }
        }
        return $changes + array_diff_key($before, policy_table::RULES);
    }

    /**
     * What the form shows of a rule.
     *
     * @param string $type
     * @param array[] $changes
     * @return array enabled, wait in seconds, severity
     */
    public static function parts(string $type, array $changes): array {
        $change = $changes[$type] ?? [];
        $standard = policy_table::RULES[$type][policy_table::CUSTOM_BASE];
        return [
            'enabled' => (int) ($change['enabled'] ?? $standard['enabled']),
            'wait' => $change['debounce_s'] ?? $standard['wait'],
            'severity' => $change['severity'] ?? $standard['severity'],
        ];
    }

    /**
     * The changes among what was kept that can be read. What came with a backup may hold anything.
     *
     * @param mixed $kept
     * @return array[]
     */
    public static function known(mixed $kept): array {
        $changes = [];
        foreach (is_array($kept) ? $kept : [] as $type => $change) {
            $change = is_array($change) ? array_intersect_key($change, ['enabled' => 0, 'debounce_s' => 0, 'severity' => 0]) : [];
            $wait = $change['debounce_s'] ?? 0;
            $fits = is_bool($change['enabled'] ?? true)
                && (is_int($wait) || is_float($wait)) && $wait >= 0 && $wait <= policy_table::LONGEST_WAIT
                && in_array($change['severity'] ?? 'low', policy_table::SEVERITIES, true);
            if ($fits && $change && preg_match('/^[a-z_]{1,40}$/', (string) $type)) {
                $changes[$type] = $change;
            }
        }
        return $changes;
    }

    /**
     * A time as it is shown: with as many digits as it has, and the comma of the language.
     *
     * @param int|float $seconds
     * @return string
     */
    public static function seconds(int|float $seconds): string {
        return str_replace('.', get_string('decsep', 'langconfig'), (string) $seconds);
    }

    /**
     * A time as it was typed.
     *
     * @param string|int|float $typed with a point or a comma
     * @return float|null seconds; null if that is no time that a rule can have
     */
    private static function wait(string|int|float $typed): ?float {
        $text = str_replace(',', '.', (string) $typed);
        $fits = preg_match('/^\d{1,4}(\.\d{1,3})?$/', $text) && (float) $text <= policy_table::LONGEST_WAIT;
        return $fits ? (float) $text : null;
    }
}
