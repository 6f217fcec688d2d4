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

use quizaccess_invigil\local\installation;

/**
 * The connection to Invigil: which of mod_lti's preconfigured tools it is, where it is, when it was last heard of.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class tool {
    /** @var string The table. */
    const TABLE = 'quizaccess_invigil_tool';

    /** @var int Seconds without a presence report after which the tool counts as unreachable. It reports every 30. */
    const SILENT_AFTER = 120;

    /**
     * A connection.
     *
     * @param int $typeid the preconfigured tool of mod_lti, which is the deployment id as well
     * @param string $clientid
     * @param string $origin scheme://host[:port]
     * @param string $loginurl where a login is begun (initiate_login_uri)
     * @param string $launchurl target_link_uri
     * @param string[] $redirecturis where an id_token may be posted
     * @param string $jwksurl the tool's public keys
     * @param int $heardat when its last presence report came in, 0 if none did
     */
    private function __construct(
        /** @var int */
        public readonly int $typeid,
        /** @var string */
        public readonly string $clientid,
        /** @var string */
        public readonly string $origin,
        /** @var string */
        public readonly string $loginurl,
        /** @var string */
        public readonly string $launchurl,
        /** @var string[] */
        public readonly array $redirecturis,
        /** @var string */
        public readonly string $jwksurl,
        /** @var int */
        public readonly int $heardat,
    ) {
    }

    /**
     * The connected tool.
     *
     * @return self|null null while none is connected
     */
    public static function connected(): ?self {
        global $DB;
        if (!installation::is_done()) {
            return null;
        }
        $row = $DB->get_record_sql(
            'SELECT t.typeid, t.origin, t.heardat, l.clientid, l.baseurl
               FROM {' . self::TABLE . '} t
               JOIN {lti_types} l ON l.id = t.typeid',
            [],
            IGNORE_MULTIPLE
        );
        if (!$row) {
            return null;
        }
        $config = $DB->get_records_menu('lti_types_config', ['typeid' => $row->typeid], '', 'name, value');
        return new self(
            (int) $row->typeid,
            (string) $row->clientid,
            $row->origin,
            $config['initiatelogin'] ?? '',
            $row->baseurl,
            array_values(array_filter(array_map('trim', explode("\n", $config['redirectionuris'] ?? '')))),
            $config['publickeyset'] ?? '',
            (int) $row->heardat,
        );
    }

    /**
     * When the tool was last heard of.
     *
     * @return int Unix time; 0 if it never was, or if none is connected
     */
    public static function last_heard(): int {
        global $DB;
        return (int) $DB->get_field_sql('SELECT MAX(heardat) FROM {' . self::TABLE . '}');
    }

    /**
     * Whether the tool has reported lately.
     *
     * @param int $now
     * @return bool
     */
    public function is_heard(int $now): bool {
        return $now - $this->heardat <= self::SILENT_AFTER;
    }
}
