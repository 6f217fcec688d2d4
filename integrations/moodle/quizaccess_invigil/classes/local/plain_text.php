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
 * Words that a person wrote, as Moodle keeps them: plain text, also what looks like a tag in it. Whoever shows it escapes it.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class plain_text {
    /** @var string What cannot be printed; tabs and line breaks can. */
    const CONTROLS = '/[\x00-\x08\x0B\x0C\x0E-\x1F\x7F]/';

    /**
     * The text with the same line ends everywhere, without bytes that are no text and without space around it.
     *
     * @param string $text
     * @return string
     */
    public static function tidy(string $text): string {
        $text = str_replace(["\r\n", "\r"], "\n", fix_utf8($text));
        return trim(preg_replace(self::CONTROLS, '', $text));
    }

    /**
     * The tidy text, or its beginning.
     *
     * @param string $text
     * @param int $limit characters
     * @return string|null null if nothing is left
     */
    public static function of(string $text, int $limit): ?string {
        $tidy = self::tidy($text);
        return $tidy === '' ? null : \core_text::substr($tidy, 0, $limit);
    }
}
