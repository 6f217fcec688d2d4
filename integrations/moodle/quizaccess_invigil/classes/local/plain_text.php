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
 * Words that a person wrote in the tool, as Moodle keeps them.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class plain_text {
    /**
     * Plain text of PARAM_TEXT, in which "less than" is not taken for the beginning of a tag and swallowed with all after it.
     *
     * @param string $text
     * @param int $limit characters
     * @return string|null null if nothing is left
     */
    public static function of(string $text, int $limit): ?string {
        $spaced = preg_replace('/<(?=\S)/u', '< ', fix_utf8($text));
        $clean = trim(clean_param($spaced, PARAM_TEXT));
        return $clean === '' ? null : \core_text::substr($clean, 0, $limit);
    }
}
