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

use quizaccess_invigil\event\launch_refused;
use quizaccess_invigil\local\choice;
use quizaccess_invigil\lti\authentication;
use quizaccess_invigil\lti\launches;
use quizaccess_invigil\lti\login;
use quizaccess_invigil\lti\post_page;
use quizaccess_invigil\lti\tool;
use quizaccess_invigil\tests\lti_launch_trait;

/**
 * Which authentication requests of the tool are answered.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers     \quizaccess_invigil\lti\authentication
 * @covers     \quizaccess_invigil\lti\launches
 * @covers     \quizaccess_invigil\lti\post_page
 */
final class lti_authentication_test extends \advanced_testcase {
    use lti_launch_trait;

    /**
     * A connected tool, a proctored quiz, and people.
     */
    protected function setUp(): void {
        parent::setUp();
        $this->make_site();
    }

    /**
     * A hint is good once, for ten minutes, for the one who began, and for nobody else.
     */
    public function test_hint(): void {
        global $DB;
        $request = $this->request($this->login('student', 'start'));
        $sink = $this->redirectEvents();
        $this->setUser($this->users['other']);
        $this->assertSame('login_required', $this->answer($request)['error']);
        $mine = ['login_hint' => (string) $this->users['other']->id] + $request;
        $this->assertSame('login_required', $this->answer($mine)['error']);
        $this->assertInstanceOf(launch_refused::class, $sink->get_events()[0]);
        $this->setUser(null);
        $this->assertSame('login_required', $this->answer($request)['error']);
        $this->setUser($this->users['student']);
        $this->assertArrayHasKey('id_token', $this->answer($request));
        $this->assertSame(['error', 'error_description', 'state'], array_keys($this->answer($request)));
        $this->assertSame(0, $DB->count_records(launches::TABLE));

        $request = $this->request($this->login('student', 'start'));
        $DB->set_field(launches::TABLE, 'timecreated', time() - 601);
        $this->assertSame('invalid_request', $this->answer($request)['error']);
    }

    /**
     * Of two requests at the same time that both have read the row, one succeeds.
     */
    public function test_hint_race(): void {
        $login = $this->login('student', 'start');
        $row = launches::look(launches::hint_in($login['lti_message_hint']), time());
        launches::use_up($row);
        $this->assert_refused('refused_hint', fn() => launches::use_up($row));
    }

    /**
     * Whoever may no longer watch when the tool asks gets nothing.
     */
    public function test_rights_lost_meanwhile(): void {
        $request = $this->request($this->login('teacher', 'console'));
        $choice = choice::of_quiz($this->quiz->id);
        $choice->set('proctors', (string) $this->users['editingteacher']->id);
        $choice->update();
        $this->assertSame('access_denied', $this->answer($request)['error']);

        $request = $this->request($this->login('student', 'start'));
        $enrol = $GLOBALS['DB']->get_record('enrol', ['courseid' => $this->course->id, 'enrol' => 'manual']);
        enrol_get_plugin('manual')->unenrol_user($enrol, $this->users['student']->id);
        $this->assertSame('access_denied', $this->answer($request)['error']);
    }

    /**
     * Answers go only where the tool has registered.
     */
    public function test_known(): void {
        $request = $this->request($this->login('student', 'start'));
        $known = fn(array $params) => fn() => authentication::known($params + $request);
        $this->assertSame($this->tool->clientid, $known([])()->clientid);
        $this->assert_refused('refused_client', $known(['client_id' => 'x']));
        $registered = 'https://invigil.example/lti/launch';
        foreach (['', 'https://evil.example/', $registered . '/', $registered . '?x'] as $uri) {
            $this->assert_refused('refused_redirect', $known(['redirect_uri' => $uri]));
        }
    }

    /**
     * What OpenID Connect fixes; a mistake does not use the hint up.
     */
    public function test_form(): void {
        $request = $this->request($this->login('student', 'start'));
        $wrong = [
            ['scope', 'openid email', 'invalid_scope'],
            ['response_type', 'code', 'unsupported_response_type'],
            ['response_mode', 'query', 'invalid_request'],
            ['prompt', 'login', 'invalid_request'],
            ['nonce', '', 'invalid_request'],
            ['nonce', str_repeat('n', 5000), 'invalid_request'],
            ['lti_message_hint', '{"invigil":"x"}', 'invalid_request'],
            ['login_hint', '', 'login_required'],
        ];
        foreach ($wrong as [$name, $value, $error]) {
            $answer = $this->answer([$name => $value] + $request);
            $this->assertSame([$error, 'the state'], [$answer['error'], $answer['state']], $name);
        }
        $this->assertArrayHasKey('id_token', $this->answer($request));
    }

    /**
     * Which hints are ours.
     */
    public function test_hint_in(): void {
        $this->assertSame('x', launches::hint_in('{"invigil":"x"}'));
        foreach (['', 'x', '{"cmid":2,"launchid":"ltilaunch3_77"}', '{"invigil":["x"]}', '["invigil"]', 'null'] as $hint) {
            $this->assertNull(launches::hint_in($hint));
        }
    }

    /**
     * The page that posts.
     */
    public function test_post_page(): void {
        $html = post_page::html('https://invigil.example/lti/login?a=1&b=2', ['x' => '"><script>alert(1)</script>']);
        $this->assertStringContainsString('action="https://invigil.example/lti/login?a=1&amp;b=2"', $html);
        $this->assertStringNotContainsString('<script>alert', $html);
        $this->assertStringContainsString('<noscript>', $html);
    }
}
