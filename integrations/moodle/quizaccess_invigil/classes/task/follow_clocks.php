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

namespace quizaccess_invigil\task;

use core\task\scheduled_task;
use quizaccess_invigil\local\outage;
use quizaccess_invigil\local\unseen;

/**
 * Every minute: stops the clocks of attempts that wait for a silent tool, lets them run again, and writes down whom the tool
 * does not see. With nothing to do it costs a few queries.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class follow_clocks extends scheduled_task {
    /**
     * Its name.
     *
     * @return string
     */
    public function get_name() {
        return get_string('task_follow_clocks', 'quizaccess_invigil');
    }

    /**
     * Does it.
     */
    public function execute() {
        $now = time();
        unseen::note_unreported($now);
        outage::follow($now);
    }
}
