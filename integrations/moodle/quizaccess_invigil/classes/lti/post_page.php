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

namespace quizaccess_invigil\lti;

/**
 * A page that posts a form by itself. Its script is a file: sites may forbid scripts in pages.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class post_page {
    /**
     * The page.
     *
     * @param string $action where the form goes
     * @param string[] $fields
     * @param bool $looks whether to look first if the tool is there; the page must be one that can be loaded again
     * @return string HTML
     */
    public static function html(string $action, array $fields, bool $looks = false): string {
        global $OUTPUT;
        return $OUTPUT->render_from_template('quizaccess_invigil/post', [
            'lang' => get_html_lang_attribute_value(current_language()),
            'rtl' => right_to_left(),
            'action' => $action,
            'looks' => $looks,
            'fields' => array_map(
                fn(string $name, string $value): array => ['name' => $name, 'value' => $value],
                array_keys($fields),
                $fields
            ),
            'script' => platform::url('js/post.js', ['v' => get_config('quizaccess_invigil', 'version')]),
        ]);
    }

    /**
     * Sends the page and ends. It is nobody else's: it must not be kept.
     *
     * @param string $action where the form goes
     * @param string[] $fields
     * @param bool $looks as above
     */
    public static function send(string $action, array $fields, bool $looks = false): never {
        header('Content-Type: text/html; charset=utf-8');
        header('Cache-Control: no-store');
        header('Referrer-Policy: no-referrer');
        echo self::html($action, $fields, $looks);
        exit;
    }
}
