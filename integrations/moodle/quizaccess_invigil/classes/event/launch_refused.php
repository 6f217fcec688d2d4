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
 * Somebody asked for a page of the proctoring tool that is not theirs: another examinee's attempt, or a proctor's page.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class launch_refused extends \core\event\base {
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
        return get_string('eventlaunchrefused', 'quizaccess_invigil');
    }

    /**
     * What happened.
     *
     * @return string
     */
    public function get_description() {
        return "The user with id '$this->userid' was refused '{$this->other['what']}' of the proctored attempt with id " .
            "'{$this->other['proctoredid']}' in the quiz with course module id '$this->contextinstanceid': " .
            "{$this->other['reason']}.";
    }

    /**
     * Where it can be looked at.
     *
     * @return \moodle_url
     */
    public function get_url() {
        return new \moodle_url('/mod/quiz/view.php', ['id' => $this->contextinstanceid]);
    }

    /**
     * Checks what it was made with.
     */
    protected function validate_data() {
        parent::validate_data();
        if (!isset($this->other['what'], $this->other['reason'], $this->other['proctoredid'])) {
            throw new \coding_exception('what, reason and proctoredid (0: about none) must be set in other.');
        }
    }

    /**
     * Rows of attempts are not found again in a restored log.
     *
     * @return array
     */
    public static function get_other_mapping() {
        return ['proctoredid' => \core\event\base::NOT_MAPPED];
    }
}
