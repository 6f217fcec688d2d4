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

use core\task\adhoc_task;
use core\task\manager;
use quizaccess_invigil\local\tool_people;

/**
 * Has Invigil delete what it keeps about a person, and tries again until it has.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class delete_people extends adhoc_task {
    /** @var int Seconds until the second try; each later one waits twice as long as the one before. */
    const FIRST_WAIT = 5 * MINSECS;

    /** @var int Seconds that a try waits at most. */
    const LONGEST_WAIT = DAYSECS;

    /**
     * Queues it.
     *
     * @param int $userid
     * @param string[] $linkids resource link ids of quizzes (choice.linkid)
     * @param int $tries how often it was tried before
     */
    public static function queue(int $userid, array $linkids, int $tries = 0): void {
        $task = new self();
        $task->set_component('quizaccess_invigil');
        $task->set_custom_data(['userid' => $userid, 'linkids' => array_values($linkids), 'tries' => $tries]);
        if ($tries > 0) {
            $task->set_next_run_time(time() + min(self::LONGEST_WAIT, self::FIRST_WAIT * 2 ** min(20, $tries - 1)));
        }
        manager::queue_adhoc_task($task);
    }

    /**
     * Asks for the deletion now, and queues it if it cannot be done.
     *
     * @param int $userid
     * @param string[] $linkids resource link ids of quizzes (choice.linkid)
     */
    public static function now_or_later(int $userid, array $linkids): void {
        try {
            \core\di::get(tool_people::class)->delete($userid, $linkids);
        } catch (\Exception $e) {
            self::queue($userid, $linkids, 1);
        }
    }

    /**
     * The name for administrators.
     *
     * @return string
     */
    public function get_name() {
        return get_string('task_delete_people', 'quizaccess_invigil');
    }

    /**
     * Tries. A failure queues the next try: Moodle itself would give up after some days.
     */
    public function execute() {
        $data = $this->get_custom_data();
        $userid = (int) $data->userid;
        try {
            \core\di::get(tool_people::class)->delete($userid, $data->linkids);
            mtrace("Invigil has deleted what it kept about user $userid.");
        } catch (\Exception $e) {
            mtrace("Invigil has not deleted what it keeps about user $userid: " . $e->getMessage() . ' It will be asked again.');
            self::queue($userid, $data->linkids, (int) $data->tries + 1);
        }
    }
}
