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
 * Keeping and cutting the connection. There is one at most.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class connection {
    /**
     * Keeps the connection to a tool; one to another tool is forgotten.
     *
     * @param int $typeid
     * @param string $origin scheme://host[:port]
     * @param int $now
     */
    public static function keep(int $typeid, string $origin, int $now): void {
        global $DB;
        $DB->delete_records_select(tool::TABLE, 'typeid <> :typeid', ['typeid' => $typeid]);
        $row = $DB->get_record(tool::TABLE, ['typeid' => $typeid]);
        if ($row && $row->origin === $origin) {
            return;
        }
        $DB->delete_records(tool::TABLE, ['typeid' => $typeid]);
        $DB->insert_record(tool::TABLE, (object) ['typeid' => $typeid, 'origin' => $origin, 'timecreated' => $now]);
        unset_config('forgotten', 'quizaccess_invigil');
    }

    /**
     * Since when the tool is connected.
     *
     * @return int Unix time
     */
    public static function since(): int {
        global $DB;
        return (int) $DB->get_field_sql('SELECT MAX(timecreated) FROM {' . tool::TABLE . '}');
    }

    /**
     * Cuts the connection, but leaves the tool in mod_lti: activities that use it go on working.
     */
    public static function forget(): void {
        $tool = tool::connected();
        self::cut();
        if ($tool) {
            set_config('forgotten', json_encode([$tool->typeid, $tool->origin]), 'quizaccess_invigil');
        }
    }

    /**
     * Cuts the connection and deletes the tool from mod_lti.
     */
    public static function delete(): void {
        global $CFG;
        require_once($CFG->dirroot . '/mod/lti/locallib.php');
        $tool = tool::connected();
        self::cut();
        if ($tool) {
            lti_delete_type($tool->typeid);
        }
    }

    /**
     * The origin of a tool whose connection was cut and that is still in mod_lti.
     *
     * @return string|null null if there is none
     */
    public static function forgotten(): ?string {
        global $DB;
        [$typeid, $origin] = json_decode((string) get_config('quizaccess_invigil', 'forgotten')) ?: [0, null];
        return $DB->record_exists('lti_types', ['id' => $typeid]) ? $origin : null;
    }

    /**
     * Connects the tool again whose connection was cut. Nothing is registered anew: the tool knows this site still.
     *
     * @param int $now
     */
    public static function resume(int $now): void {
        if (self::forgotten() !== null && !tool::connected()) {
            [$typeid, $origin] = json_decode(get_config('quizaccess_invigil', 'forgotten'));
            self::keep($typeid, $origin, $now);
        }
    }

    /**
     * How many proctored attempts are under way.
     *
     * @return int
     */
    public static function attempts_under_way(): int {
        global $DB;
        return $DB->count_records_select('quizaccess_invigil_attempts', "state IN ('running', 'paused')");
    }

    /**
     * Forgets the row, the tool's access tokens, its keys and logins under way.
     */
    private static function cut(): void {
        global $DB;
        $tool = tool::connected();
        if ($tool) {
            $DB->delete_records(access_tokens::TABLE, ['typeid' => $tool->typeid]);
            \cache::make('mod_lti', 'keyset')->delete($tool->clientid);
        }
        $DB->delete_records(tool::TABLE);
        $DB->delete_records(launches::TABLE);
    }
}
