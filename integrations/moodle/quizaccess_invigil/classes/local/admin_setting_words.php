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
 * Text or a number among the site's settings that is checked as the same field of the quiz form is: a default that is locked
 * and too long would keep teachers from saving their quizzes.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class admin_setting_words extends \admin_setting_configtextarea {
    /**
     * A setting named as the column of a choice.
     *
     * @param string $name component/column
     * @param string|\lang_string $visiblename
     * @param string|\lang_string $description
     * @param string $defaultsetting
     */
    public function __construct($name, $visiblename, $description, $defaultsetting) {
        parent::__construct($name, $visiblename, $description, $defaultsetting, PARAM_RAW, 60, 4);
    }

    /**
     * Checks a value.
     *
     * @param string $data
     * @return string|true what is wrong, true if nothing is
     */
    public function validate($data) {
        $field = form_field::all()[$this->name];
        $error = $field->error($field->tidy($data));
        return $error ? get_string($error[0], 'quizaccess_invigil', $error[1]) : parent::validate($data);
    }
}
