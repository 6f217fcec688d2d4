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

use quizaccess_invigil\local\choice;
use quizaccess_invigil\local\proctored_attempt;
use quizaccess_invigil\lti\authentication;
use quizaccess_invigil\lti\launch_rules;
use quizaccess_invigil\lti\login;
use quizaccess_invigil\lti\signer;
use quizaccess_invigil\lti\tool;

/**
 * A connected tool, a proctored quiz and people who open pages of the tool.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
trait lti_launch_trait {
    use lti_tool_trait;

    /** @var tool The tool. */
    protected tool $tool;

    /** @var \stdClass The course. */
    protected \stdClass $course;

    /** @var \stdClass The quiz. */
    protected \stdClass $quiz;

    /** @var \stdClass[] Users by role. */
    protected array $users;

    /**
     * A connected tool, a proctored quiz, and people.
     */
    protected function make_site(): void {
        $this->resetAfterTest();
        $this->setAdminUser();
        // Moodle welcomes whoever is enrolled, which would set up the page's theme.
        $this->redirectMessages();
        $this->tool = $this->connect_tool();
        $this->make_quiz();
        foreach (['editingteacher', 'teacher', 'student', 'other' => 'student'] as $name => $role) {
            $key = is_string($name) ? $name : $role;
            $this->users[$key] = $this->getDataGenerator()->create_and_enrol($this->course, $role);
        }
    }

    /**
     * Makes a quiz.
     */
    protected function make_quiz(): void {
        $generator = $this->getDataGenerator();
        $this->course ??= $generator->create_course(['shortname' => 'C1', 'fullname' => 'Chemistry &amp; more']);
        $this->quiz = $generator->create_module('quiz', ['course' => $this->course->id, 'name' => 'Final', 'sumgrades' => 1]);
        $question = $generator->get_plugin_generator('core_question');
        $made = $question->create_question('truefalse', null, ['category' => $question->create_question_category()->id]);
        quiz_add_quiz_question($made->id, $this->quiz);
        (new choice(0, (object) ['quizid' => $this->quiz->id, 'linkid' => choice::new_linkid()]))->create();
    }

    /**
     * The rules for a user who is logged in now.
     *
     * @param string $who
     * @return launch_rules
     */
    protected function rules(string $who): launch_rules {
        $this->setUser($who === 'admin' ? get_admin() : $this->users[$who]);
        $GLOBALS['PAGE'] = new \moodle_page();
        [$course, $cm] = get_course_and_cm_from_instance($this->quiz->id, 'quiz');
        require_login($course, false, $cm, false, true);
        return new launch_rules($cm, (int) $GLOBALS['USER']->id);
    }

    /**
     * Begins a login.
     *
     * @param string $who
     * @param string $what
     * @param proctored_attempt|null $attempt
     * @return string[] the login initiation's fields
     */
    protected function login(string $who, string $what, ?proctored_attempt $attempt = null): array {
        return login::begin($this->rules($who), $what, (int) $attempt?->get('id'), 'iframe', time())[1];
    }

    /**
     * The tool's authentication request that follows a login initiation.
     *
     * @param string[] $login
     * @param string[] $params what differs
     * @return string[]
     */
    protected function request(array $login, array $params = []): array {
        return $params + [
            'scope' => 'openid',
            'response_type' => 'id_token',
            'response_mode' => 'form_post',
            'prompt' => 'none',
            'client_id' => $login['client_id'],
            'redirect_uri' => 'https://invigil.example/lti/launch',
            'login_hint' => $login['login_hint'],
            'lti_message_hint' => $login['lti_message_hint'],
            'nonce' => 'the nonce',
            'state' => 'the state',
        ];
    }

    /**
     * The answer to a request, for the user who is logged in now.
     *
     * @param string[] $request
     * @return string[]
     */
    protected function answer(array $request): array {
        $GLOBALS['PAGE'] = new \moodle_page();
        return authentication::answer($this->tool, $request, $GLOBALS['USER'], time());
    }

    /**
     * The claims of a whole launch.
     *
     * @param string $who
     * @param string $what
     * @param proctored_attempt|null $attempt
     * @return array
     */
    protected function launch(string $who, string $what, ?proctored_attempt $attempt = null): array {
        $answer = $this->answer($this->request($this->login($who, $what, $attempt)));
        $this->assertSame('the state', $answer['state']);
        $this->assertArrayHasKey('id_token', $answer, $answer['error_description'] ?? '');
        return json_decode(json_encode(signer::own($answer['id_token'])), true);
    }

    /**
     * The student's row.
     *
     * @param string $state
     * @return proctored_attempt
     */
    protected function row(string $state = proctored_attempt::CREATED): proctored_attempt {
        $row = proctored_attempt::open((int) $this->quiz->id, (int) $this->users['student']->id, 1);
        $row->set('state', $state);
        $row->update();
        return $row;
    }
}
