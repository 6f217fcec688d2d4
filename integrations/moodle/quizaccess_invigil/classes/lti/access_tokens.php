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
 * Access tokens for the tool's server: grant and check. They are kept in mod_lti's table, so that one token may be good
 * for mod_lti's services and for ours.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class access_tokens {
    /** @var string mod_lti's table. */
    const TABLE = 'lti_access_tokens';

    /** @var string How a client assertion is announced (RFC 7523). */
    const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

    /**
     * Whether a token request is about the connected tool. Any other is mod_lti's affair.
     *
     * @param string $assertion client_assertion, not checked yet
     * @return bool
     */
    public static function is_ours(string $assertion): bool {
        $tool = tool::connected();
        $claims = json_decode((string) base64_decode(strtr(explode('.', $assertion)[1] ?? '', '-_', '+/')));
        return $tool && $claims instanceof \stdClass && ($claims->sub ?? null) === $tool->clientid;
    }

    /**
     * Grants a token (client credentials with private_key_jwt).
     *
     * @param string[] $form grant_type, client_assertion_type, client_assertion, scope
     * @param int $now
     * @return array the answer of RFC 6749, section 5.1
     * @throws refused
     */
    public static function grant(array $form, int $now): array {
        if (($form['grant_type'] ?? '') !== 'client_credentials') {
            throw new refused('refused_granttype', 400, 'unsupported_grant_type');
        }
        if (($form['client_assertion_type'] ?? '') !== self::ASSERTION_TYPE) {
            throw new refused('refused_assertiontype');
        }
        $claims = tool_token::verify($form['client_assertion'] ?? '', $now, [platform::token_url(), platform::issuer()]);
        if (($claims->sub ?? null) !== $claims->iss) {
            throw new refused('refused_subject', 401, 'invalid_client');
        }
        $tool = tool::connected();
        $scopes = array_values(array_intersect(
            array_unique(preg_split('/\s+/', $form['scope'] ?? '', -1, PREG_SPLIT_NO_EMPTY)),
            self::permitted($tool->typeid)
        ));
        if (!$scopes) {
            throw new refused('refused_scope', 400, 'invalid_scope');
        }
        return [
            'access_token' => self::issue($tool->typeid, $scopes, $now),
            'token_type' => 'Bearer',
            'expires_in' => LTI_ACCESS_TOKEN_LIFE,
            'scope' => implode(' ', $scopes),
        ];
    }

    /**
     * The scopes that the connected tool may have: those that mod_lti permits, and ours.
     *
     * @param int $typeid
     * @return string[]
     */
    public static function permitted(int $typeid): array {
        global $CFG;
        require_once($CFG->dirroot . '/mod/lti/locallib.php');
        return array_merge(
            lti_get_permitted_service_scopes(lti_get_type($typeid), lti_get_type_config($typeid)),
            [claim::SCOPE_ACS]
        );
    }

    /**
     * The tool that sends this request, if it may use our services.
     *
     * @return tool
     * @throws refused 401
     */
    public static function check_request(): tool {
        return self::check(service_request::authorization(), time());
    }

    /**
     * The tool behind an Authorization header, if it may use our services.
     *
     * @param string $authorization
     * @param int $now
     * @return tool
     * @throws refused 401
     */
    public static function check(string $authorization, int $now): tool {
        global $DB;
        $token = service_request::bearer($authorization);
        $row = $token === '' ? false : $DB->get_record(self::TABLE, ['token' => $token]);
        // Some databases compare without regard to case.
        if (!$row || !hash_equals($row->token, $token) || (int) $row->validuntil <= $now) {
            throw new refused('refused_token', 401, 'invalid_token');
        }
        $tool = tool::connected();
        if (!$tool || (int) $row->typeid !== $tool->typeid) {
            throw new refused('refused_token', 401, 'invalid_token');
        }
        if (!in_array(claim::SCOPE_ACS, (array) json_decode($row->scope), true)) {
            throw new refused('refused_noscope', 401, 'insufficient_scope');
        }
        return $tool;
    }

    /**
     * Makes a token. mod_lti's own function draws it from the clock and a weak generator, which is too little for one
     * that can end examinations.
     *
     * @param int $typeid
     * @param string[] $scopes
     * @param int $now
     * @return string
     */
    private static function issue(int $typeid, array $scopes, int $now): string {
        global $DB;
        $token = bin2hex(random_bytes(24));
        $DB->insert_record(self::TABLE, (object) [
            'typeid' => $typeid,
            'scope' => json_encode($scopes),
            'token' => $token,
            'validuntil' => $now + LTI_ACCESS_TOKEN_LIFE,
            'timecreated' => $now,
            'lastaccess' => null,
        ]);
        return $token;
    }
}
