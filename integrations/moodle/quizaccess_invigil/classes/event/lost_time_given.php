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

/**
 * Time in which an examinee was held up without a proctor having said so was given back.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class lost_time_given extends attempt_event {
    /**
     * What happened, for the log.
     *
     * @return string
     */
    public function get_description() {
        $by = $this->other['reason'] === 'tool_away'
            ? 'because the quiz had waited for the proctoring tool'
            : "by the user with id '$this->userid'";
        return "The {$this->whose()} was given {$this->other['seconds']} seconds back, $by.";
    }
}
