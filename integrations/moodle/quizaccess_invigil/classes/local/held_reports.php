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

use core\output\notification;

/**
 * Keeps held results out of two of Moodle's reports that ask no access rule and read the marks from the attempts themselves:
 * "Recent activity" and the activity report of one person. They do not open while a result in them is held.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class held_reports {
    /** @var string Shows the user's own marks, and those of others to staff. */
    const RECENT = '/course/recent.php';

    /** @var string Shows one person's grades and marks: to that person, to parents, to staff. */
    const ACTIVITY = '/report/outline/user.php';

    /**
     * Leads away from a report that would show a held result. Whoever may see hidden grades may see these.
     *
     * To be called when it is known that the user may enter the course; of every page, so the path comes first.
     *
     * @param string $script path of the running script, as $SCRIPT gives it
     */
    public static function cover(string $script): void {
        $detour = self::detour($script);
        if ($detour) {
            redirect($detour, get_string('reportheld', 'quizaccess_invigil'), null, notification::NOTIFY_INFO);
        }
    }

    /**
     * Where the user goes instead.
     *
     * @param string $script path of the running script
     * @return \moodle_url|null null if the page may open
     */
    public static function detour(string $script): ?\moodle_url {
        global $USER;
        if ($script === self::RECENT) {
            return self::way_out(optional_param('id', 0, PARAM_INT), (int) $USER->id);
        }
        if ($script !== self::ACTIVITY) {
            return null;
        }
        $userid = optional_param('id', 0, PARAM_INT);
        $courseid = optional_param('course', 0, PARAM_INT);
        // Whoever may not see the report must not learn from us that there is something to hold.
        return self::may_see($userid, $courseid) ? self::way_out($courseid, $userid) : null;
    }

    /**
     * Whether Moodle would show the activity report.
     *
     * @param int $userid whose
     * @param int $courseid
     * @return bool
     */
    private static function may_see(int $userid, int $courseid): bool {
        global $CFG, $DB;
        require_once($CFG->dirroot . '/report/outline/lib.php');
        $user = $DB->get_record('user', ['id' => $userid, 'deleted' => 0]);
        $course = $DB->get_record('course', ['id' => $courseid]);
        return $user && $course && report_outline_can_access_user_report($user, $course);
    }

    /**
     * The way out, if a result is held.
     *
     * @param int $courseid
     * @param int $userid whose result
     * @return \moodle_url|null null if there is none that the user may not see
     */
    private static function way_out(int $courseid, int $userid): ?\moodle_url {
        global $USER;
        $context = \context_course::instance($courseid, IGNORE_MISSING);
        if (!$context || has_capability('moodle/grade:viewhidden', $context)) {
            return null;
        }
        if (!held_grade::is_held_in_course($courseid, $userid)) {
            return null;
        }
        return $userid === (int) $USER->id
            ? new \moodle_url('/course/view.php', ['id' => $courseid])
            : new \moodle_url('/user/profile.php', ['id' => $userid]);
    }
}
