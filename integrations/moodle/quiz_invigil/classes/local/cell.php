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

namespace quiz_invigil\local;

/**
 * What stands in a cell of a file that the report sends: names and words of people, which a program might take for more than that.
 *
 * @package    quiz_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class cell {
    /** @var string[] Formats that no spreadsheet program opens. */
    const NO_SPREADSHEETS = ['html', 'json', 'pdf'];

    /** @var string What a spreadsheet program takes for the beginning of a formula. */
    const FORMULA = '/^[=+\-@\t\r\x{FF1D}\x{FF0B}\x{FF0D}\x{FF20}]/u';

    /** @var string What begins like one but is a number. */
    const NUMBER = '/^[+-]?\d+([.,]\d+)?$/D';

    /**
     * A cell. Moodle writes it as it is into files of HTML; for all others it takes the tags out and turns entities into what they
     * mean, quotes excepted.
     *
     * @param string $text plain
     * @param string $format such as csv
     * @return string HTML
     */
    public static function of(string $text, string $format): string {
        $spreadsheet = !in_array($format, self::NO_SPREADSHEETS, true);
        if ($spreadsheet && preg_match(self::FORMULA, $text) && !preg_match(self::NUMBER, $text)) {
            // Every spreadsheet program takes what begins with an apostrophe for text.
            $text = "'" . $text;
        }
        return htmlspecialchars($text, ENT_NOQUOTES | ENT_SUBSTITUTE, 'UTF-8');
    }
}
