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

use quizaccess_invigil\lti\access_tokens;
use quizaccess_invigil\lti\claim;
use quizaccess_invigil\lti\platform;
use quizaccess_invigil\lti\service_request;
use quizaccess_invigil\lti\tool;
use quizaccess_invigil\lti\tool_token;
use quizaccess_invigil\tests\lti_tool_trait;

/**
 * What the tool signs, and the access tokens that it gets for it.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers     \quizaccess_invigil\lti\tool_token
 * @covers     \quizaccess_invigil\lti\tool_keys
 * @covers     \quizaccess_invigil\lti\one_use
 * @covers     \quizaccess_invigil\lti\access_tokens
 * @covers     \quizaccess_invigil\lti\service_request
 */
final class lti_token_test extends \advanced_testcase {
    use lti_tool_trait;

    /** @var tool The tool. */
    private tool $tool;

    /**
     * A connected tool.
     */
    protected function setUp(): void {
        global $CFG;
        parent::setUp();
        require_once($CFG->dirroot . '/mod/lti/locallib.php');
        require_once($CFG->libdir . '/filelib.php');
        $this->resetAfterTest();
        $this->tool = $this->connect_tool();
    }

    /**
     * Good messages.
     */
    public function test_verify(): void {
        $now = time();
        $claims = tool_token::verify($this->signed(['nonce' => 'n', 'sub' => 'x']), $now);
        $this->assertSame('x', $claims->sub);
        tool_token::verify($this->signed(['aud' => ['elsewhere', platform::issuer()]]), $now);
        // Clocks may differ by a minute.
        tool_token::verify($this->signed(['iat' => $now + 50]), $now);
        tool_token::verify($this->signed(['exp' => $now - 50]), $now);
    }

    /**
     * Bad messages.
     *
     * @param string $code
     * @param array $claims
     * @param string $key
     * @param string $alg
     * @dataProvider bad_messages
     */
    public function test_refused(string $code, array $claims, string $key = 'tool', string $alg = 'RS256'): void {
        foreach (['iat', 'exp'] as $name) {
            if (is_int($claims[$name] ?? null)) {
                $claims[$name] += time();
            }
        }
        $why = $this->assert_refused($code, fn() => tool_token::verify($this->signed($claims, $key, $alg), time()));
        $this->assertSame(401, $why->status);
    }

    /**
     * Bad messages; times are seconds from now.
     *
     * @return array
     */
    public static function bad_messages(): array {
        return [
            'forged' => ['refused_signature', [], 'other'],
            'other algorithm' => ['refused_algorithm', [], 'tool', 'RS512'],
            'secret' => ['refused_algorithm', [], 'tool', 'HS256'],
            'other issuer' => ['refused_issuer', ['iss' => 'somebody']],
            'no issuer' => ['refused_issuer', ['iss' => null]],
            'other audience' => ['refused_audience', ['aud' => 'https://elsewhere.example']],
            'no audience' => ['refused_audience', ['aud' => null]],
            'expired' => ['refused_expired', ['exp' => -61]],
            'no expiry' => ['refused_notimes', ['exp' => null]],
            'no time' => ['refused_notimes', ['iat' => null]],
            'future' => ['refused_future', ['iat' => 120, 'exp' => 300]],
            'good for an hour' => ['refused_toolong', ['exp' => 3600]],
            'nothing to use up' => ['refused_nojti', ['jti' => null]],
            'empty nonce' => ['refused_nojti', ['jti' => '', 'nonce' => '']],
        ];
    }

    /**
     * Each is good once, by its nonce or its jti.
     */
    public function test_replayed(): void {
        foreach ([[], ['nonce' => 'n', 'jti' => null]] as $claims) {
            $jwt = $this->signed($claims);
            tool_token::verify($jwt, time());
            $this->assert_refused('refused_replayed', fn() => tool_token::verify($jwt, time()));
        }
        // The same nonce in another message.
        $this->assert_refused('refused_replayed', fn() => tool_token::verify($this->signed(['nonce' => 'n']), time()));
        foreach (['', 'a.b', 'a.b.c', '..', str_repeat('a', 70000) . '.b.c'] as $jwt) {
            $this->assert_refused('refused_notjwt', fn() => tool_token::verify($jwt, time()));
        }
    }

    /**
     * A new key of the tool is fetched; forged names of keys are fetched for a few times only.
     */
    public function test_new_key(): void {
        $cache = \cache::make('mod_lti', 'keyset');
        $cache->delete($this->tool->clientid);
        \curl::mock_response(json_encode(['keys' => [$this->jwk('tool')]]));
        tool_token::verify($this->signed(), time());
        $this->assertNotEmpty($cache->get($this->tool->clientid));

        $cache->set($this->tool->clientid, json_encode(['keys' => [['kid' => 'tool'] + $this->jwk('other')]]));
        $this->assert_refused('refused_signature', fn() => tool_token::verify($this->signed(), time()));
        $cache->set($this->tool->clientid, json_encode(['keys' => [['alg' => 'RS512'] + $this->jwk('tool')]]));
        \curl::mock_response('not found');
        $why = $this->assert_refused('refused_nokeys', fn() => tool_token::verify($this->signed(), time()));
        $this->assertSame(502, $why->status);
    }

    /**
     * Key sets that are none, and keys that are none, let nothing pass and break nothing.
     *
     * @dataProvider bad_keys
     * @param string $code
     * @param mixed $keyset
     */
    public function test_malformed_keys(string $code, mixed $keyset): void {
        \cache::make('mod_lti', 'keyset')->delete($this->tool->clientid);
        $body = is_string($keyset) ? $keyset : json_encode($keyset);
        \curl::mock_response($body);
        $this->assert_refused($code, fn() => tool_token::verify($this->signed(), time()));
        if ($code === 'refused_signature') {
            return;
        }
        // Kept by mod_lti from an earlier day, it is no better.
        \cache::make('mod_lti', 'keyset')->set($this->tool->clientid, $body);
        \curl::mock_response($body);
        $this->assert_refused($code, fn() => tool_token::verify($this->signed(), time()));
    }

    /**
     * What may stand where keys should.
     *
     * @return array[]
     */
    public static function bad_keys(): array {
        $key = ['kid' => 'tool', 'kty' => 'RSA', 'alg' => 'RS256'];
        return [
            'nothing' => ['refused_nokeys', ''],
            'a page' => ['refused_nokeys', '<html>'],
            'a word' => ['refused_nokeys', '"keys"'],
            'a list' => ['refused_nokeys', []],
            'no list' => ['refused_nokeys', ['keys' => 'x']],
            'no keys' => ['refused_unknownkey', ['keys' => []]],
            'words' => ['refused_unknownkey', ['keys' => ['tool', 7, null]]],
            'a key without numbers' => ['refused_unknownkey', ['keys' => [$key]]],
            'a key with lists for numbers' => ['refused_unknownkey', ['keys' => [['n' => ['a'], 'e' => ['b']] + $key]]],
            'a key that is not one' => ['refused_signature', ['keys' => [['n' => '!', 'e' => '?'] + $key]]],
            'a secret key' => ['refused_unknownkey', ['keys' => [['n' => 'AQAB', 'e' => 'AQAB', 'd' => 'AQAB'] + $key]]],
        ];
    }

    /**
     * A tool whose keys cannot be fetched at all.
     */
    public function test_keys_out_of_reach(): void {
        global $DB;
        set_config('curlsecurityblockedhosts', '');
        set_config('curlsecurityallowedport', '');
        $DB->set_field('lti_types_config', 'value', 'http://127.0.0.1:1/jwks.json', ['name' => 'publickeyset']);
        \cache::make('mod_lti', 'keyset')->delete($this->tool->clientid);
        $why = $this->assert_refused('refused_nokeys', fn() => tool_token::verify($this->signed(), time()));
        $this->assertSame(502, $why->status);
    }

    /**
     * A token for what is granted, and for nothing else.
     */
    public function test_grant(): void {
        global $DB;
        $score = 'https://purl.imsglobal.org/spec/lti-ags/scope/score';
        $answer = access_tokens::grant($this->form(claim::SCOPE_ACS . " {$score} https://example.org/x"), time());
        $this->assertSame('Bearer', $answer['token_type']);
        $this->assertSame(3600, $answer['expires_in']);
        $this->assertSame(claim::SCOPE_ACS . ' ' . $score, $answer['scope']);
        $row = $DB->get_record('lti_access_tokens', ['token' => $answer['access_token']], '*', MUST_EXIST);
        $this->assertEquals($this->tool->typeid, $row->typeid);
        $this->assertSame($this->tool->typeid, access_tokens::check('Bearer ' . $answer['access_token'], time())->typeid);
        // The issuer is taken for an audience too.
        access_tokens::grant($this->form($score, ['aud' => platform::issuer()]), time());
    }

    /**
     * What is refused at the token endpoint.
     */
    public function test_grant_refused(): void {
        global $DB;
        $grant = fn(array $form) => fn() => access_tokens::grant($form, time());
        $scope = claim::SCOPE_ACS;
        $this->assert_refused('refused_signature', $grant($this->form($scope, [], 'other')));
        $this->assert_refused('refused_subject', $grant($this->form($scope, ['sub' => 'somebody'])));
        $this->assert_refused('refused_audience', $grant($this->form($scope, ['aud' => 'https://elsewhere.example/token'])));
        $this->assert_refused('refused_expired', $grant($this->form($scope, ['exp' => time() - 100])));
        $this->assert_refused('refused_toolong', $grant($this->form($scope, ['exp' => time() + 3000])));
        $this->assert_refused('refused_granttype', $grant(['grant_type' => 'password'] + $this->form($scope)));
        $this->assert_refused('refused_assertiontype', $grant(['client_assertion_type' => 'x'] + $this->form($scope)));
        $this->assertSame('invalid_scope', $this->assert_refused('refused_scope', $grant($this->form('x')))->error);
        $this->assert_refused('refused_scope', $grant($this->form('')));
        $form = $this->form($scope);
        $grant($form)();
        $why = $this->assert_refused('refused_replayed', $grant($form));
        $this->assertSame(['invalid_client', 401], [$why->error, $why->status]);
        $this->assertSame(1, $DB->count_records('lti_access_tokens'));
    }

    /**
     * Other tools are mod_lti's affair.
     */
    public function test_is_ours(): void {
        $this->assertTrue(access_tokens::is_ours($this->form('x')['client_assertion']));
        $this->assertFalse(access_tokens::is_ours($this->form('x', ['sub' => 'other'])['client_assertion']));
        foreach (['', 'x', 'a.b.c'] as $assertion) {
            $this->assertFalse(access_tokens::is_ours($assertion));
        }
    }

    /**
     * Which bearers may use our services.
     */
    public function test_check(): void {
        global $DB;
        $check = fn(string $header) => fn() => access_tokens::check($header, time());
        $other = lti_new_access_token($this->tool->typeid + 1, [claim::SCOPE_ACS])->token;
        $noscope = lti_new_access_token($this->tool->typeid, ['https://purl.imsglobal.org/spec/lti-ags/scope/score'])->token;
        $old = lti_new_access_token($this->tool->typeid, [claim::SCOPE_ACS])->token;
        $DB->set_field('lti_access_tokens', 'validuntil', time() - 1, ['token' => $old]);
        $good = access_tokens::grant($this->form(claim::SCOPE_ACS), time())['access_token'];
        foreach (['', 'Bearer', 'Bearer ', "Basic $good", 'Bearer x', "Bearer $other", "Bearer $old", $good] as $header) {
            $this->assertSame(401, $this->assert_refused('refused_token', $check($header))->status);
        }
        $this->assertSame(401, $this->assert_refused('refused_noscope', $check("Bearer $noscope"))->status);
        $check("bearer $good")();
        $DB->delete_records(tool::TABLE);
        $this->assert_refused('refused_token', $check("Bearer $good"));
    }

    /**
     * Bodies.
     */
    public function test_parse(): void {
        $types = ['application/vnd.x+json', 'application/json'];
        $parse = fn(string $method, string $type, string $body) => fn() => service_request::parse($method, $type, $body, $types);
        $this->assertSame(1, $parse('POST', 'Application/JSON; charset=utf-8', '{"a":1}')()->a);
        $this->assertSame(405, $this->assert_refused('refused_method', $parse('GET', 'application/json', '{}'))->status);
        $this->assertSame(415, $this->assert_refused('refused_mediatype', $parse('POST', 'text/plain', '{}'))->status);
        $big = '{"a":"' . str_repeat('x', service_request::MAX_BYTES) . '"}';
        $this->assertSame(413, $this->assert_refused('refused_toolarge', $parse('POST', 'application/json', $big))->status);
        foreach (['', '[]', '1', 'null', '{', str_repeat('{"a":', 20) . '1' . str_repeat('}', 20)] as $body) {
            $this->assertSame(400, $this->assert_refused('refused_json', $parse('POST', 'application/json', $body))->status);
        }
    }

    /**
     * A token request.
     *
     * @param string $scope
     * @param array $claims of the assertion
     * @param string $key
     * @return string[]
     */
    private function form(string $scope, array $claims = [], string $key = 'tool'): array {
        return [
            'grant_type' => 'client_credentials',
            'client_assertion_type' => access_tokens::ASSERTION_TYPE,
            'client_assertion' => $this->signed(
                $claims + ['sub' => $this->tool->clientid, 'aud' => platform::token_url()],
                $key
            ),
            'scope' => $scope,
        ];
    }
}
