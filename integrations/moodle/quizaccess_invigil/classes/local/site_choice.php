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
 * What the site's administrator chose for all quizzes: what a new one starts with, and what teachers cannot change.
 *
 * Who proctors is a matter of the course, and rules that are changed one by one a matter of the quiz: they have no setting here.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class site_choice {
    /**
     * What a new quiz starts with.
     *
     * @return array by name
     */
    public static function defaults(): array {
        $fields = [];
        foreach ((array) get_config('quizaccess_invigil') as $name => $value) {
            $fields[choice_input::PREFIX . $name] = $value;
        }
        $chosen = array_intersect_key(choice_input::read($fields), form_field::all());
        return $chosen + array_map(fn($field) => $field->default(), form_field::all()) + ['rules' => []];
    }

    /**
     * What holds for every quiz when it is saved, whatever the form says.
     *
     * @return array by name
     */
    public static function locked(): array {
        $config = (array) get_config('quizaccess_invigil');
        $fields = array_filter(form_field::all(), fn($field) => !empty($config[$field->name . '_locked']));
        return array_intersect_key(self::defaults(), $fields);
    }
}
