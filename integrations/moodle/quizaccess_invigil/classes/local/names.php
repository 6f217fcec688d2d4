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
 * Names of quizzes, courses and people: whoever gives one may put anything into it.
 *
 * Moodle keeps the name of a thing as it would stand in a page, spans of other languages and all; format_string() filters it
 * but leaves quotes as they are, so that it must not be written into an attribute. The name of a person it keeps as plain text.
 * Here both become plain text: for templates (which escape what stands in two braces), for scripts, files and the tool. html()
 * is for HTML that is put together in PHP, attributes included.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class names {
    /**
     * The name of a quiz, a course, a group or the site, in the reader's language.
     *
     * @param string|null $name as Moodle keeps it
     * @param \context $context where it is shown
     * @return string plain text, not escaped
     */
    public static function plain(?string $name, \context $context): string {
        return self::text(format_string((string) $name, true, ['context' => $context]));
    }

    /**
     * The same, for HTML.
     *
     * @param string|null $name as Moodle keeps it
     * @param \context $context where it is shown
     * @return string HTML without tags, good for attributes, too
     */
    public static function html(?string $name, \context $context): string {
        return s(self::plain($name, $context));
    }

    /**
     * The full name of a person.
     *
     * @param \stdClass $user with the fields of the name
     * @param bool $infull whether the reader may see it as it is, whatever the site shows others
     * @return string plain text, not escaped
     */
    public static function person(\stdClass $user, bool $infull = false): string {
        return trim(fullname($user, $infull));
    }

    /**
     * The same, for HTML.
     *
     * @param \stdClass $user with the fields of the name
     * @param bool $infull whether the reader may see it as it is, whatever the site shows others
     * @return string HTML without tags, good for attributes, too
     */
    public static function person_html(\stdClass $user, bool $infull = false): string {
        return s(self::person($user, $infull));
    }

    /**
     * What can be read in a short piece of HTML.
     *
     * @param string $html
     * @return string plain text, not escaped
     */
    public static function text(string $html): string {
        return trim(html_entity_decode(strip_tags($html), ENT_QUOTES | ENT_HTML5, 'UTF-8'));
    }
}
