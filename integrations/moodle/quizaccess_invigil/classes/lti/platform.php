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

use mod_lti\local\ltiopenid\registration_helper;
use quizaccess_invigil\local\names;

/**
 * This Moodle as an LTI platform: what mod_lti says of it, with this plugin's endpoints and messages.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class platform {
    /**
     * The issuer of everything that this site signs.
     *
     * @return string
     */
    public static function issuer(): string {
        global $CFG;
        return $CFG->wwwroot;
    }

    /**
     * The address of a script of this plugin.
     *
     * @param string $script such as acs.php
     * @param array $params
     * @return string absolute, unescaped
     */
    public static function url(string $script, array $params = []): string {
        return (new \moodle_url('/mod/quiz/accessrule/invigil/' . $script, $params))->out(false);
    }

    /**
     * The token endpoint.
     *
     * @return string
     */
    public static function token_url(): string {
        return self::url('token.php');
    }

    /**
     * The public keys.
     *
     * @return string
     */
    public static function jwks_url(): string {
        return (new \moodle_url('/mod/lti/certs.php'))->out(false);
    }

    /**
     * What this platform is and can (LTI Dynamic Registration 1.0).
     *
     * @return array
     */
    public static function openid_configuration(): array {
        global $CFG;
        require_once($CFG->dirroot . '/mod/lti/locallib.php');
        return [
            'issuer' => self::issuer(),
            'token_endpoint' => self::token_url(),
            'token_endpoint_auth_methods_supported' => ['private_key_jwt'],
            'token_endpoint_auth_signing_alg_values_supported' => ['RS256'],
            'jwks_uri' => self::jwks_url(),
            'authorization_endpoint' => self::url('auth.php'),
            'registration_endpoint' => self::url('registration.php'),
            'scopes_supported' => array_merge(
                ['openid'],
                registration_helper::get()->lti_get_service_scopes(),
                [claim::SCOPE_ACS]
            ),
            'response_types_supported' => ['id_token'],
            'subject_types_supported' => ['public', 'pairwise'],
            'id_token_signing_alg_values_supported' => ['RS256'],
            'claims_supported' => ['sub', 'iss', 'name', 'given_name', 'family_name', 'email', 'locale'],
            claim::PLATFORM_CONFIGURATION => [
                'product_family_code' => 'moodle',
                'version' => $CFG->release,
                'messages_supported' => array_map(
                    fn(string $type): array => $type === claim::DEEP_LINKING_REQUEST
                        ? ['type' => $type, 'placements' => ['ContentArea']] : ['type' => $type],
                    claim::MESSAGES
                ),
                'variables' => array_keys(lti_get_capabilities()),
            ],
        ];
    }

    /**
     * The claim about this site, as mod_lti fills it.
     *
     * @param int $typeid
     * @return array
     */
    public static function claim(int $typeid): array {
        global $CFG;
        require_once($CFG->dirroot . '/mod/lti/locallib.php');
        $context = \context_system::instance();
        $name = names::plain($CFG->mod_lti_institution_name ?? '', $context);
        return [
            'guid' => lti_get_organizationid(lti_get_type_config($typeid)),
            'name' => $name !== '' ? $name : names::plain(get_site()->shortname, $context),
            'description' => names::plain(get_site()->fullname, $context),
            'product_family_code' => 'moodle',
            'version' => (string) $CFG->version,
            'url' => self::issuer(),
        ];
    }
}
