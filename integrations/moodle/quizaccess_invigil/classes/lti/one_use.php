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
 * What may be used only once: identifiers of signed messages, hints of logins.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class one_use {
    /** @var string The table. */
    const TABLE = 'quizaccess_invigil_used';

    /**
     * Whether something is used for the first time; from now on it is not. Of requests at the same time, one gets true:
     * the unique index decides.
     *
     * @param string $kind what it is, so that equal values of different kinds do not meet
     * @param string $value
     * @param int $expires until when (Unix time) it is remembered; afterwards, something else must refuse it
     * @return bool
     */
    public static function first_time(string $kind, string $value, int $expires): bool {
        global $DB;
        $hash = hash('sha256', json_encode([$kind, $value], JSON_INVALID_UTF8_SUBSTITUTE));
        if ($DB->record_exists(self::TABLE, ['tokenhash' => $hash])) {
            return false;
        }
        try {
            $DB->insert_record(self::TABLE, (object) ['tokenhash' => $hash, 'expires' => $expires], false);
            return true;
        } catch (\dml_write_exception $e) {
            return false;
        }
    }

    /**
     * Forgets what has expired.
     *
     * @param int $now
     */
    public static function purge(int $now): void {
        global $DB;
        $DB->delete_records_select(self::TABLE, 'expires < :now', ['now' => $now]);
    }
}
