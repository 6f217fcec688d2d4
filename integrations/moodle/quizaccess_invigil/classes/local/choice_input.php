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
 * What the quiz form sends about the proctoring, tidied and checked.
 *
 * Knows nothing of the database: who may choose and what the site locks is decided in quiz_form.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class choice_input {
    /** @var string Before the names of our fields in the quiz form. */
    const PREFIX = 'invigil_';

    /**
     * Reads what the form sent. What it did not send is not in the answer.
     *
     * @param array $data the form's data
     * @return array by name, as form_field keeps it; `proctors` as ids with commas between, `rules` as rule_changes reads them
     */
    public static function read(array $data): array {
        $read = [];
        foreach (form_field::all() as $name => $field) {
            if (isset($data[self::PREFIX . $name])) {
                $read[$name] = $field->tidy($data[self::PREFIX . $name]);
            }
        }
        if (isset($data[self::PREFIX . 'proctors'])) {
            $read['proctors'] = self::ids($data[self::PREFIX . 'proctors']);
        }
        return $read + array_filter(['rules' => rule_changes::read($data)]);
    }

    /**
     * What is wrong with it.
     *
     * @param array $read as read() gives it
     * @return array[] by name: the key of a string of ours, and what goes into it
     */
    public static function errors(array $read): array {
        $errors = [];
        foreach (array_intersect_key(form_field::all(), $read) as $name => $field) {
            $errors[$name] = $field->error($read[$name]);
        }
        if (self::has_own_rules($read)) {
            $errors += rule_changes::errors($read['rules'] ?? []);
        }
        return array_filter($errors);
    }

    /**
     * Whether rules are chosen one by one. Only then they are seen, and count.
     *
     * @param array $values by name
     * @return bool
     */
    public static function has_own_rules(array $values): bool {
        return ($values['preset'] ?? '') === policy_table::CUSTOM;
    }

    /**
     * Ids of users, each once.
     *
     * @param array|string $value from an autocomplete field, or with commas between
     * @return string with commas between
     */
    private static function ids(array|string $value): string {
        $ids = array_map('intval', is_array($value) ? $value : explode(',', $value));
        return implode(',', array_unique(array_filter($ids, fn($id) => $id > 0)));
    }
}
