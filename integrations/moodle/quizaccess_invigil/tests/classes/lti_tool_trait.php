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

namespace quizaccess_invigil\tests;

use Firebase\JWT\JWT;
use quizaccess_invigil\lti\claim;
use quizaccess_invigil\lti\platform;
use quizaccess_invigil\lti\refused;
use quizaccess_invigil\lti\registration;
use quizaccess_invigil\lti\tool;

/**
 * A tool that registers itself as Invigil does, and signs with a key of its own.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
trait lti_tool_trait {
    /** @var \OpenSSLAsymmetricKey[] Keys by name; they take long to make. */
    private static array $keys = [];

    /**
     * What the tool says of itself.
     *
     * @param string $origin
     * @return array
     */
    protected function payload(string $origin = 'https://invigil.example'): array {
        return [
            'application_type' => 'web',
            'response_types' => ['id_token'],
            'grant_types' => ['implicit', 'client_credentials'],
            'initiate_login_uri' => $origin . '/lti/login',
            'redirect_uris' => [$origin . '/lti/launch'],
            'client_name' => 'Invigil',
            'jwks_uri' => $origin . '/lti/jwks.json',
            'token_endpoint_auth_method' => 'private_key_jwt',
            'scope' => claim::SCOPE_ACS . ' https://purl.imsglobal.org/spec/lti-ags/scope/score'
                . ' https://purl.imsglobal.org/spec/lti-ags/scope/lineitem https://example.org/scope/unknown',
            claim::TOOL_CONFIGURATION => [
                'domain' => substr($origin, 8),
                'target_link_uri' => $origin . '/lti/launch',
                'claims' => ['iss', 'sub', 'name', 'given_name', 'family_name', 'email'],
                'custom_parameters' => ['place' => 'a=b'],
                'messages' => array_map(
                    fn(string $type): array => ['type' => $type, 'target_link_uri' => $origin . '/lti/launch', 'label' => 'I'],
                    [...claim::MESSAGES, 'LtiSomethingElse']
                ),
            ],
        ];
    }

    /**
     * A registration token as connect.php gives it to the tool.
     *
     * @param string $url what the administrator pasted
     * @return string
     */
    protected function registration_token(string $url = 'https://invigil.example/lti/register?invitation=x'): string {
        return (new \moodle_url(registration::page_url($url, time())))->get_param('registration_token');
    }

    /**
     * Connects the tool. Its keys are known already: nothing is fetched in tests.
     *
     * @return tool
     */
    protected function connect_tool(): tool {
        registration::register($this->registration_token(), $this->payload(), time());
        $tool = tool::connected();
        \cache::make('mod_lti', 'keyset')->set($tool->clientid, json_encode(['keys' => [$this->jwk('tool')]]));
        return $tool;
    }

    /**
     * A JWT of the tool.
     *
     * @param array $claims what differs from a good message to this site; null takes a claim out
     * @param string $key whose key it is signed with
     * @param string $alg
     * @return string
     */
    protected function signed(array $claims = [], string $key = 'tool', string $alg = 'RS256'): string {
        $claims += [
            'iss' => tool::connected()->clientid,
            'aud' => platform::issuer(),
            'iat' => time(),
            'exp' => time() + 120,
            'jti' => random_string(20),
        ];
        $claims = array_filter($claims, fn($value): bool => $value !== null);
        return JWT::encode($claims, $alg === 'HS256' ? 'secret' : self::key($key), $alg, 'tool');
    }

    /**
     * Checks that something is refused for a reason.
     *
     * @param string $code
     * @param callable $call
     * @return refused
     */
    protected function assert_refused(string $code, callable $call): refused {
        try {
            $call();
        } catch (refused $why) {
            $this->assertSame($code, $why->errorcode);
            $this->assertStringNotContainsString('[[', $why->as_answer()['error_description']);
            return $why;
        }
        $this->fail("Not refused: {$code}");
    }

    /**
     * A public key.
     *
     * @param string $name
     * @return array
     */
    protected function jwk(string $name): array {
        $rsa = openssl_pkey_get_details(self::key($name))['rsa'];
        return [
            'kty' => 'RSA',
            'use' => 'sig',
            'alg' => 'RS256',
            'kid' => $name,
            'n' => JWT::urlsafeB64Encode($rsa['n']),
            'e' => JWT::urlsafeB64Encode($rsa['e']),
        ];
    }

    /**
     * A key pair.
     *
     * @param string $name
     * @return \OpenSSLAsymmetricKey
     */
    private static function key(string $name): \OpenSSLAsymmetricKey {
        return self::$keys[$name] ??= openssl_pkey_new(['private_key_bits' => 2048]);
    }
}
