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

/**
 * The connection of a test site to a tool.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

// phpcs:disable moodle.Files.MoodleInternal

use quizaccess_invigil\lti\access_tokens;
use quizaccess_invigil\lti\claim;
use quizaccess_invigil\lti\tool;

/**
 * A connection for as long as a test runs: the one that is there, or one to a tool that does not exist. As before afterwards.
 */
final class invigil_test_connection {
    /** @var string Where the tool that does not exist would be. */
    const ORIGIN = 'https://invigil.invalid';

    /** @var stdClass|null The connection as it was; null if there was none. */
    private readonly ?stdClass $before;

    /** @var int The tool of mod_lti that is connected. */
    public readonly int $typeid;

    /** @var int Id of the connection's row. */
    public readonly int $toolid;

    /** @var string The tool's client id. */
    public readonly string $clientid;

    /** @var int|null The tool that was made. */
    private readonly ?int $made;

    /** @var string[] Access tokens that were made. */
    private array $tokens = [];

    /**
     * Connects.
     *
     * @param bool $own whether the tool must be the test's own, whatever is connected
     */
    public function __construct(bool $own) {
        global $DB;
        $this->before = $DB->get_record(tool::TABLE, [], 'id, typeid, origin, saidat, heardat', IGNORE_MULTIPLE) ?: null;
        $this->made = $own || !$this->before ? $this->make_tool() : null;
        $this->typeid = $this->made ?? (int) $this->before->typeid;
        $this->clientid = $DB->get_field('lti_types', 'clientid', ['id' => $this->typeid], MUST_EXIST);
        if (!$this->before) {
            $this->toolid = $DB->insert_record(tool::TABLE, (object) [
                'typeid' => $this->typeid, 'origin' => self::ORIGIN, 'timecreated' => time(),
            ]);
            return;
        }
        $this->toolid = (int) $this->before->id;
        if ($this->made) {
            $change = ['id' => $this->toolid, 'typeid' => $this->typeid, 'origin' => self::ORIGIN, 'saidat' => 0];
            $DB->update_record(tool::TABLE, (object) $change);
        }
    }

    /**
     * Makes an access token.
     *
     * @param string[] $scopes
     * @param int $life seconds
     * @param int|null $typeid whose; the connected tool's unless given
     * @return string
     */
    public function token(array $scopes = [claim::SCOPE_ACS], int $life = 3600, ?int $typeid = null): string {
        global $DB;
        $token = bin2hex(random_bytes(24));
        $DB->insert_record(access_tokens::TABLE, (object) [
            'typeid' => $typeid ?? $this->typeid, 'scope' => json_encode($scopes), 'token' => $token,
            'validuntil' => time() + $life, 'timecreated' => time(),
        ]);
        $this->tokens[] = $token;
        return $token;
    }

    /**
     * Makes everything as it was.
     */
    public function remove(): void {
        global $DB;
        $DB->delete_records_list(access_tokens::TABLE, 'token', $this->tokens);
        if ($this->before) {
            $DB->update_record(tool::TABLE, $this->before);
        } else {
            $DB->delete_records(tool::TABLE, ['id' => $this->toolid]);
        }
        if ($this->made) {
            $DB->delete_records('lti_types_config', ['typeid' => $this->made]);
            $DB->delete_records('lti_types', ['id' => $this->made]);
        }
    }

    /**
     * Makes a tool that does not exist.
     *
     * @return int its id
     */
    private function make_tool(): int {
        global $DB;
        $id = (int) $DB->insert_record('lti_types', (object) [
            'name' => 'Invigil test', 'baseurl' => self::ORIGIN . '/', 'tooldomain' => 'invigil.invalid', 'state' => 1,
            'course' => SITEID, 'coursevisible' => 0, 'ltiversion' => '1.3.0', 'clientid' => random_string(15),
            'createdby' => get_admin()->id, 'timecreated' => time(), 'timemodified' => time(),
        ]);
        $config = [
            'initiatelogin' => self::ORIGIN . '/login', 'redirectionuris' => self::ORIGIN . '/launch',
            'publickeyset' => self::ORIGIN . '/jwks.json',
        ];
        foreach ($config as $name => $value) {
            $DB->insert_record('lti_types_config', (object) ['typeid' => $id, 'name' => $name, 'value' => $value]);
        }
        return $id;
    }
}
