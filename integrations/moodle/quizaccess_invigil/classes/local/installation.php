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
 * Whether this plugin is installed. Its files may lie in Moodle's folder before that, and Moodle asks some of them all the
 * same: every quiz its access rules, every event its observers, every backup its subplugins.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class installation {
    /**
     * Whether the tables are there. Costs no query: Moodle keeps the answer in its cache.
     *
     * @return bool
     */
    public static function is_done(): bool {
        return (bool) get_config('quizaccess_invigil', 'version');
    }

    /**
     * The columns of a class that its table has, for a query. While an upgrade is waiting to be run the class may know more.
     *
     * @param string $class a persistent
     * @param string $alias of the table in the query
     * @param string $prefix for the columns in the answer
     * @return string SQL
     */
    public static function fields(string $class, string $alias, string $prefix): string {
        global $DB;
        $names = array_intersect(array_keys($class::properties_definition()), array_keys($DB->get_columns($class::TABLE)));
        return implode(', ', array_map(fn($name) => "$alias.$name AS $prefix$name", $names));
    }
}
