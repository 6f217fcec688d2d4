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

namespace quizaccess_invigil\event;

use core\event\base;

/**
 * A request to the scripts for the proctoring tool was refused. At most one a minute and reason is logged.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class command_refused extends base {
    /**
     * What kind of event it is.
     */
    protected function init() {
        $this->data['crud'] = 'r';
        $this->data['edulevel'] = self::LEVEL_OTHER;
    }

    /**
     * Its name.
     *
     * @return string
     */
    public static function get_name() {
        return get_string('event_command_refused', 'quizaccess_invigil');
    }

    /**
     * What happened, for the log.
     *
     * @return string
     */
    public function get_description() {
        return "A request to '{$this->other['script']}' was refused: '{$this->other['reason']}' "
            . "(HTTP status {$this->other['status']}).";
    }

    /**
     * Where to look.
     *
     * @return \moodle_url
     */
    public function get_url() {
        return new \moodle_url('/mod/quiz/accessrule/invigil/connect.php');
    }

    /**
     * Nothing in it refers to other rows.
     *
     * @return bool
     */
    public static function get_other_mapping() {
        return false;
    }
}
