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
 * Logins under way: what is to be sent to whom once the tool asks for it. Each is used once, within ten minutes.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class launches {
    /** @var string The table. */
    const TABLE = 'quizaccess_invigil_launches';

    /** @var int Seconds that a login may take. */
    const LIFE = 600;

    /** @var string[] Where the tool may be shown. */
    const TARGETS = ['iframe', 'window'];

    /**
     * Begins a login.
     *
     * @param int $userid who is logged in
     * @param int $quizid
     * @param string $messagetype
     * @param int|null $proctoredid the row in quizaccess_invigil_attempts that it is about, if it is about one
     * @param string $documenttarget one of TARGETS
     * @param int $now
     * @param string|null $shell that asked for it, if the attempt is bound to it
     * @return string the hint
     */
    public static function begin(
        int $userid,
        int $quizid,
        string $messagetype,
        ?int $proctoredid,
        string $documenttarget,
        int $now,
        ?string $shell = null
    ): string {
        global $DB;
        $hint = bin2hex(random_bytes(24));
        $DB->insert_record(self::TABLE, (object) [
            'hint' => $hint,
            'userid' => $userid,
            'quizid' => $quizid,
            'messagetype' => $messagetype,
            'proctoredid' => $proctoredid,
            'documenttarget' => $documenttarget,
            'shell' => $shell,
            'timecreated' => $now,
        ], false);
        return $hint;
    }

    /**
     * The hint as the login initiation carries it (lti_message_hint).
     *
     * @param string $hint
     * @return string JSON
     */
    public static function message_hint(string $hint): string {
        return json_encode(['invigil' => $hint]);
    }

    /**
     * The hint in a lti_message_hint.
     *
     * @param string $messagehint
     * @return string|null null if it is not one of ours: it is mod_lti's then
     */
    public static function hint_in(string $messagehint): ?string {
        $json = json_decode($messagehint, false, 4);
        return $json instanceof \stdClass && is_string($json->invigil ?? null) ? $json->invigil : null;
    }

    /**
     * A login under way. It is not used up by that.
     *
     * @param string $hint
     * @param int $now
     * @return \stdClass the row
     * @throws refused if there is none, or it took too long
     */
    public static function look(string $hint, int $now): \stdClass {
        global $DB;
        $row = $DB->get_record(self::TABLE, ['hint' => $hint]);
        if (!$row || $row->timecreated < $now - self::LIFE) {
            throw new refused('refused_hint', 400);
        }
        return $row;
    }

    /**
     * Uses a login up. Of requests at the same time, one succeeds.
     *
     * @param \stdClass $row
     * @throws refused if it was used before
     */
    public static function use_up(\stdClass $row): void {
        global $DB;
        if (!one_use::first_time('launch', $row->hint, $row->timecreated + self::LIFE + 1)) {
            throw new refused('refused_hint', 400);
        }
        $DB->delete_records(self::TABLE, ['id' => $row->id]);
    }
}
