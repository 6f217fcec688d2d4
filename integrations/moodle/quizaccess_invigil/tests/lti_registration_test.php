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

namespace quizaccess_invigil;

use mod_lti\local\ltiopenid\registration_helper;
use quizaccess_invigil\lti\claim;
use quizaccess_invigil\lti\connection;
use quizaccess_invigil\lti\platform;
use quizaccess_invigil\lti\registration;
use quizaccess_invigil\lti\self_test;
use quizaccess_invigil\lti\signer;
use quizaccess_invigil\lti\tool;
use quizaccess_invigil\tests\lti_tool_trait;

/**
 * What this site says of itself, and who may be registered here.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers     \quizaccess_invigil\lti\platform
 * @covers     \quizaccess_invigil\lti\registration
 * @covers     \quizaccess_invigil\lti\registration_payload
 * @covers     \quizaccess_invigil\lti\connection
 * @covers     \quizaccess_invigil\lti\self_test
 */
final class lti_registration_test extends \advanced_testcase {
    use lti_tool_trait;

    /**
     * Each test changes the database.
     */
    protected function setUp(): void {
        global $CFG;
        parent::setUp();
        require_once($CFG->dirroot . '/mod/lti/locallib.php');
        $this->resetAfterTest();
    }

    /**
     * The document is mod_lti's, with our endpoints.
     */
    public function test_openid_configuration(): void {
        $document = platform::openid_configuration();
        $own = 'https://www.example.com/moodle/mod/quiz/accessrule/invigil/';
        $this->assertSame('https://www.example.com/moodle', $document['issuer']);
        $this->assertSame($own . 'token.php', $document['token_endpoint']);
        $this->assertSame($own . 'auth.php', $document['authorization_endpoint']);
        $this->assertSame($own . 'registration.php', $document['registration_endpoint']);
        $this->assertSame('https://www.example.com/moodle/mod/lti/certs.php', $document['jwks_uri']);
        $this->assertContains(claim::SCOPE_ACS, $document['scopes_supported']);
        $this->assertContains('https://purl.imsglobal.org/spec/lti-ags/scope/score', $document['scopes_supported']);
        $messages = array_column($document[claim::PLATFORM_CONFIGURATION]['messages_supported'], 'type');
        $this->assertSame(claim::MESSAGES, $messages);
    }

    /**
     * A new tool is switched on at once, and the answer says what it got.
     */
    public function test_new(): void {
        global $DB;
        $answer = registration::register($this->registration_token(), $this->payload(), time());
        $tool = tool::connected();
        $this->assertSame('https://invigil.example', $tool->origin);
        $this->assertSame($answer['client_id'], $tool->clientid);
        $this->assertSame(['https://invigil.example/lti/launch'], $tool->redirecturis);
        $this->assertEquals(LTI_TOOL_STATE_CONFIGURED, $DB->get_field('lti_types', 'state', ['id' => $tool->typeid]));
        $scopes = explode(' ', $answer['scope']);
        $this->assertContains(claim::SCOPE_ACS, $scopes);
        $this->assertContains('https://purl.imsglobal.org/spec/lti-ags/scope/score', $scopes);
        $this->assertNotContains('https://example.org/scope/unknown', $scopes);
        $settings = $answer[claim::TOOL_CONFIGURATION];
        $this->assertSame((string) $tool->typeid, $settings['deployment_id']);
        $this->assertSame(claim::MESSAGES, array_column($settings['messages'], 'type'));
        $this->assertSame(['place' => 'a=b'], $settings['custom_parameters']);
    }

    /**
     * Registering again updates the one registration; what the administrator has changed in it stays.
     */
    public function test_again(): void {
        global $DB;
        $first = $this->connect_tool();
        $DB->set_field('lti_types_config', 'value', LTI_LAUNCH_CONTAINER_WINDOW, [
            'typeid' => $first->typeid,
            'name' => 'launchcontainer',
        ]);
        $DB->set_field(tool::TABLE, 'heardat', 77);
        $payload = ['client_name' => 'Invigil 2'] + $this->payload();
        $answer = registration::register($this->registration_token(), $payload, time());
        $this->assertSame($first->clientid, $answer['client_id']);
        $this->assertSame(1, $DB->count_records('lti_types'));
        $this->assertSame(77, tool::connected()->heardat);
        $this->assertSame('Invigil 2', $DB->get_field('lti_types', 'name', ['id' => $first->typeid]));
        $this->assertEquals(LTI_LAUNCH_CONTAINER_WINDOW, lti_get_type_config($first->typeid)['launchcontainer']);

        // The tool has moved.
        $moved = 'https://new.example';
        registration::register($this->registration_token($moved . '/lti/register'), $this->payload($moved), time());
        $this->assertSame($moved, tool::connected()->origin);
        $this->assertSame($first->clientid, tool::connected()->clientid);
        $this->assertSame(1, $DB->count_records(tool::TABLE));
    }

    /**
     * A deleted tool is no connection, and does not stand in the way of a new one.
     */
    public function test_after_deletion(): void {
        global $DB;
        $first = $this->connect_tool();
        lti_delete_type($first->typeid);
        $this->assertNull(tool::connected());
        $this->assertNotSame($first->clientid, $this->connect_tool()->clientid);
        $this->assertSame(1, $DB->count_records(tool::TABLE));
    }

    /**
     * Tokens of mod_lti, of nobody, for elsewhere, too old, used before.
     */
    public function test_foreign_token(): void {
        global $DB;
        $register = fn(string $token) => fn() => registration::register($token, $this->payload(), time());
        $good = [
            'aud' => platform::url('registration.php'),
            'sub' => 'abc',
            'scope' => registration_helper::REG_TOKEN_OP_NEW_REG,
            'iat' => time(),
            'exp' => time() + 60,
            'jti' => 'one',
            registration::ORIGIN => 'https://invigil.example',
        ];
        $modlti = array_intersect_key($good, ['sub' => 1, 'scope' => 1, 'iat' => 1, 'exp' => 1]);
        $this->assert_refused('registration_notoken', $register(''));
        $this->assert_refused('registration_foreigntoken', $register('nonsense'));
        $this->assert_refused('registration_foreigntoken', $register(signer::sign($modlti)));
        $this->assert_refused('registration_foreigntoken', $register(signer::sign(['aud' => 'x'] + $good)));
        $this->assert_refused('registration_foreigntoken', $register(signer::sign(['exp' => time() - 1] + $good)));
        $forged = \Firebase\JWT\JWT::encode($good, self::key('other'), 'RS256', get_config('mod_lti', 'kid'));
        $this->assertSame(401, $this->assert_refused('registration_foreigntoken', $register($forged))->status);
        $this->assertSame(0, $DB->count_records('lti_types'));

        $token = $this->registration_token();
        $register($token)();
        $this->assert_refused('registration_refused', $register($token));
        $update = $this->registration_token();
        $register($update)();
        $this->assert_refused('registration_tokenused', $register($update));
    }

    /**
     * What is wrong or from elsewhere changes nothing, and the token may be used for a better try.
     *
     * @param string $code
     * @param callable $change of the payload
     * @dataProvider wrong_payloads
     */
    public function test_wrong_payload(string $code, callable $change): void {
        global $DB;
        $token = $this->registration_token();
        $payload = $change($this->payload());
        $this->assertSame(400, $this->assert_refused($code, fn() => registration::register($token, $payload, time()))->status);
        $this->assertSame(0, $DB->count_records('lti_types'));
        registration::register($token, $this->payload(), time());
        $this->assertNotNull(tool::connected());
    }

    /**
     * Wrong payloads.
     *
     * @return array
     */
    public static function wrong_payloads(): array {
        $tool = fn(array $with): callable => fn(array $p): array =>
            [claim::TOOL_CONFIGURATION => $with + $p[claim::TOOL_CONFIGURATION]] + $p;
        $top = fn(array $with): callable => fn(array $p): array => $with + $p;
        return [
            'empty' => ['registration_invalid', fn(array $p): array => []],
            'no list' => ['registration_invalid', $top(['redirect_uris' => 'https://invigil.example/lti/launch'])],
            'list of lists' => ['registration_invalid', $top(['redirect_uris' => [['x']]])],
            'no configuration' => ['registration_invalid', $top([claim::TOOL_CONFIGURATION => 'x'])],
            'messages' => ['registration_invalid', $tool(['messages' => ['x']])],
            'no proctoring' => ['registration_noproctoring', $tool(['messages' => [['type' => 'LtiResourceLinkRequest']]])],
            'line break' => ['registration_invalid', $tool(['custom_parameters' => ['a' => "b\nc=d"]])],
            'name' => ['registration_invalid', $tool(['custom_parameters' => ["a\nc" => 'b']])],
            'other login' => ['registration_otherorigin', $top(['initiate_login_uri' => 'https://evil.example/lti/login'])],
            'other redirect' => ['registration_otherorigin', $top(['redirect_uris' => ['https://evil.example/']])],
            'other keys' => ['registration_otherorigin', $top(['jwks_uri' => 'http://invigil.example/jwks'])],
            'script' => ['registration_otherorigin', $top(['redirect_uris' => ['javascript:alert(1)']])],
            'response type' => ['registration_refused', $top(['response_types' => ['code']])],
            'secret' => ['registration_refused', $top(['token_endpoint_auth_method' => 'client_secret_basic'])],
        ];
    }

    /**
     * Pasted addresses.
     */
    public function test_origin(): void {
        $this->assertSame('https://invigil.example', registration::origin('HTTPS://Invigil.example:443/lti/register?x=1'));
        $this->assertSame('http://127.0.0.1:8200', registration::origin('http://127.0.0.1:8200/lti/register'));
        $this->assert_refused('connect_nothttps', fn() => registration::origin('http://invigil.example/'));
        foreach (['', 'invigil.example', 'ftp://x/', 'javascript:alert(1)', 'https://u:p@x/', 'https://'] as $url) {
            $this->assert_refused('connect_notaddress', fn() => registration::origin($url));
        }
    }

    /**
     * Cutting the connection, both ways.
     */
    public function test_disconnect(): void {
        global $DB;
        $tool = $this->connect_tool();
        connection::forget();
        $this->assertNull(tool::connected());
        $this->assertSame('https://invigil.example', connection::forgotten());
        connection::resume(time());
        $this->assertSame($tool->clientid, tool::connected()->clientid);
        $this->assertNull(connection::forgotten());
        connection::delete();
        $this->assertNull(tool::connected());
        $this->assertNull(connection::forgotten());
        $this->assertSame(0, $DB->count_records('lti_types'));
    }

    /**
     * The self-test in an administrator's words.
     */
    public function test_self_test(): void {
        global $CFG;
        require_once($CFG->libdir . '/filelib.php');
        $tool = $this->connect_tool();
        $now = time();
        set_config('curlsecurityallowedport', '80');
        $results = (new self_test($tool, $now))->run();
        $this->assertSame([self_test::FAILED, self_test::UNKNOWN], array_column($results, 'status'));
        $this->assertStringContainsString('443', $results[0]['text']);
        foreach ($results as $result) {
            $this->assertStringNotContainsString('[[', implode($result));
        }
    }
}
