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
 * An attempt went on in another window or browser.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class shell_changed extends attempt_event {
    /**
     * What kind of event it is.
     */
    protected function init() {
        parent::init();
        $this->data['edulevel'] = self::LEVEL_PARTICIPATING;
    }

    /**
     * What happened, for the log.
     *
     * @return string
     */
    public function get_description() {
        $before = [
            'open' => 'which was still open',
            'gone' => 'which was not open any more',
            'unknown' => 'of which it was not known whether it was still open',
        ][$this->other['before']];
        $since = gmdate('Y-m-d H:i:s', $this->other['beforesince']) . ' UTC';
        return "The {$this->whose()} went on in another window or browser, at the address '{$this->other['address']}'. "
            . "Since $since it had been in one at the address '{$this->other['beforeaddress']}', $before.";
    }
}
