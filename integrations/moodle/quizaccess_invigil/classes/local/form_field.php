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

use core_text;

/**
 * One thing that is chosen for a quiz, by what kind of thing it is: how it is read, checked, said and kept.
 *
 * Most of them come from the schema of Invigil's policy (policy_table); a few are Moodle's own. A field of the schema that has no
 * column lies in the JSON of the column `more`, so that a new one needs no change of the database, and no other code than this.
 *
 * A value as it is kept is 0 or 1 of a switch, and text of all others: of lines with line breaks between.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class form_field {
    /** @var array[] Moodle's own fields, which the tool is not told of, before those of the policy. */
    const FIRST = [
        'enabled' => ['kind' => 'switch', 'default' => false],
        'preset' => ['kind' => 'choice', 'default' => policy_table::DEFAULT_PRESET, 'options' => policy_table::PRESETS],
    ];

    /** @var array[] Those after them. */
    const LAST = [
        'ontoolfailure' => [
            'kind' => 'choice',
            'default' => choice::FAILURE_RUN,
            'options' => [choice::FAILURE_RUN, choice::FAILURE_HOLD],
        ],
        'holdgrade' => ['kind' => 'switch', 'default' => false],
        'nofurther' => ['kind' => 'switch', 'default' => true],
    ];

    /** @var string How it is called in the form, in the site's settings, and in the table if it has a column. */
    public readonly string $name;

    /** @var string What kind it is: switch, choice, number, text or lines. */
    public readonly string $kind;

    /**
     * A field.
     *
     * @param string $name its own, in the schema if it is of the policy
     * @param array $facts as the tables above and policy_table have them
     * @param bool $hascolumn whether it has a column
     */
    private function __construct(
        string $name,
        /** @var array */
        private readonly array $facts,
        /** @var bool Whether it has a column of its own. */
        public readonly bool $hascolumn,
    ) {
        $this->name = $facts['column'] ?? $name;
        $this->kind = $facts['kind'];
    }

    /**
     * All of them, in the order in which the form shows them.
     *
     * @return self[] by name
     */
    public static function all(): array {
        $own = fn($facts) => array_map(fn($name, $each) => new self($name, $each, true), array_keys($facts), $facts);
        $fields = [...$own(self::FIRST), ...array_values(self::of_policy()), ...$own(self::LAST)];
        return array_combine(array_map(fn($field) => $field->name, $fields), $fields);
    }

    /**
     * Those of the policy.
     *
     * @return self[] by their names in the schema
     */
    public static function of_policy(): array {
        $fields = [];
        foreach (policy_table::FIELDS as $name => $facts) {
            $fields[$name] = new self($name, $facts, $facts['column'] !== null);
        }
        return $fields;
    }

    /**
     * What it is before anybody has chosen.
     *
     * @param string|null $preset null: while no preset is chosen either
     * @return int|string as it is kept
     */
    public function default(?string $preset = null): int|string {
        $value = $this->facts['presets'][$preset] ?? $this->facts['default'];
        return match ($this->kind) {
            'switch' => $value ? 1 : 0,
            'lines' => implode("\n", $value),
            default => (string) $value,
        };
    }

    /**
     * What was sent, as it is kept.
     *
     * @param mixed $sent
     * @return int|string
     */
    public function tidy(mixed $sent): int|string {
        if ($this->kind === 'switch') {
            return empty($sent) ? 0 : 1;
        }
        $text = is_scalar($sent) ? plain_text::tidy((string) $sent) : '';
        return $this->kind === 'lines' ? implode("\n", self::lines($text)) : $text;
    }

    /**
     * What is wrong with it.
     *
     * @param int|string $value as tidy() gives it
     * @return array|null the key of a string of ours, and what goes into it; null if nothing is wrong
     */
    public function error(int|string $value): ?array {
        return match ($this->kind) {
            'choice' => in_array($value, $this->facts['options'], true) ? null : ['error_word', null],
            'number' => $this->number_error($value),
            'text' => $this->length_error($value),
            'lines' => $this->lines_error(self::lines($value)),
            default => null,
        };
    }

    /**
     * The value as the tool is told it.
     *
     * @param mixed $kept
     * @return mixed
     */
    public function told(mixed $kept): mixed {
        return match ($this->kind) {
            'switch' => (bool) $kept,
            'number' => (int) $kept,
            'lines' => self::lines((string) $kept),
            default => (string) $kept,
        };
    }

    /**
     * Reads what the tool would be told.
     *
     * @param mixed $told
     * @return int|string|null as it is kept; null if that is no value of this field
     */
    public function from_told(mixed $told): int|string|null {
        $fits = match ($this->kind) {
            'switch' => is_bool($told),
            'number' => is_int($told),
            'lines' => is_array($told) && $told === array_filter($told, 'is_string'),
            default => is_string($told),
        };
        if (!$fits) {
            return null;
        }
        $value = $this->tidy(is_array($told) ? implode("\n", $told) : $told);
        return $this->error($value) ? null : $value;
    }

    /**
     * The type of its column.
     *
     * @return array a property of a persistent
     */
    public function property(): array {
        return match ($this->kind) {
            'switch' => ['type' => PARAM_BOOL, 'default' => (bool) $this->default()],
            'choice' => ['type' => PARAM_ALPHA, 'default' => $this->default(), 'choices' => $this->facts['options']],
            default => ['type' => PARAM_RAW, 'default' => $this->default(), 'null' => NULL_ALLOWED],
        };
    }

    /**
     * The key of its words. With "_help" behind, and with "_" and an option, come those that go with it.
     *
     * @return string
     */
    public function key(): string {
        return ($this->hascolumn ? '' : 'field_') . $this->name;
    }

    /**
     * The words of its options.
     *
     * @return string[] by option
     */
    public function options(): array {
        $options = [];
        foreach ($this->facts['options'] as $word) {
            $options[$word] = get_string($this->key() . '_' . $word, 'quizaccess_invigil');
        }
        return $options;
    }

    /**
     * What its help says in numbers.
     *
     * @return array
     */
    public function numbers(): array {
        if ($this->name !== 'preset') {
            return array_intersect_key($this->facts, array_flip(['least', 'most', 'longest']));
        }
        $example = array_diff_key(policy_table::RULES['face_missing'], ['requires' => null]);
        return array_map(fn($numbers) => rule_changes::seconds($numbers['wait']), $example);
    }

    /**
     * The lines that say something.
     *
     * @param string $text
     * @return string[]
     */
    private static function lines(string $text): array {
        return array_values(array_filter(array_map('trim', explode("\n", $text)), fn($line) => $line !== ''));
    }

    /**
     * What is wrong with a number.
     *
     * @param string $value
     * @return array|null
     */
    private function number_error(string $value): ?array {
        $fits = preg_match('/^\d{1,9}$/', $value) && $value >= $this->facts['least'] && $value <= $this->facts['most'];
        return $fits ? null : ['error_number', $this->numbers()];
    }

    /**
     * What is wrong with a text.
     *
     * @param string $text
     * @return array|null
     */
    private function length_error(string $text): ?array {
        $length = core_text::strlen($text);
        return $length > $this->facts['longest'] ? ['error_length', ['max' => $this->facts['longest'], 'is' => $length]] : null;
    }

    /**
     * What is wrong with lines.
     *
     * @param string[] $lines
     * @return array|null
     */
    private function lines_error(array $lines): ?array {
        if (count($lines) > $this->facts['most']) {
            return ['error_resources', ['max' => $this->facts['most'], 'is' => count($lines)]];
        }
        $longest = max([0, ...array_map(core_text::strlen(...), $lines)]);
        return $longest > $this->facts['longest'] ? ['error_resource', ['max' => $this->facts['longest'], 'is' => $longest]] : null;
    }
}
