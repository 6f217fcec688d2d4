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
 * Makes what test_moodle_refusals.py tries to break, looks at it between the tries, and removes it when its input ends:
 *
 *     php refusals.php MOODLE PASSWORD
 *
 * Prints one line of JSON when all is made, then one for every line that it reads:
 *
 *     look                     what must not change (a digest), and what was put on record since the last look
 *     sign CLAIMS [KEY]        a JWT of the tool with these claims (JSON), or of somebody else who has another key
 *     hint USER WHAT           a login under way of one of the people
 *
 * For test sites only: meanwhile the site is connected to a tool that does not exist.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

// phpcs:disable moodle.Files.MoodleInternal,moodle.Files.RequireLogin.Missing

use Firebase\JWT\JWT;
use mod_quiz\quiz_settings;
use quizaccess_invigil\local\choice;
use quizaccess_invigil\local\proctored_attempt;
use quizaccess_invigil\local\transition;
use quizaccess_invigil\lti\claim;
use quizaccess_invigil\lti\launches;
use quizaccess_invigil\lti\launch_rules;
use quizaccess_invigil\lti\tool;

require(__DIR__ . '/../../moodle/test_site.php');
require(__DIR__ . '/../../moodle/test_connection.php');

/**
 * What is made on the site, and its removal.
 */
final class invigil_refusals_site {
    /** @var string[] Tables in which a refused request must change nothing. */
    const KEPT = [
        'quizaccess_invigil', 'quizaccess_invigil_attempts', 'quizaccess_invigil_controls', 'quizaccess_invigil_launches',
        'quizaccess_invigil_shells',
        'quiz_attempts', 'quiz_overrides', 'question_attempt_steps', 'lti_types', 'lti_types_config', 'lti_access_tokens', 'grade_grades',
    ];

    /** @var string[] Roles by name of the person, and whether they are in the course. */
    const PEOPLE = [
        'examinee' => ['student', true], 'other' => ['student', true], 'teacher' => ['editingteacher', true],
        'stranger' => ['editingteacher', false],
    ];

    /** @var invigil_test_connection */
    private readonly invigil_test_connection $connection;

    /** @var OpenSSLAsymmetricKey[] Keys of the tool and of somebody else. */
    private array $keys = [];

    /** @var stdClass[] People by name. */
    private array $users = [];

    /** @var stdClass[] Courses. */
    private array $courses = [];

    /** @var stdClass[] Quizzes by name. */
    private array $quizzes = [];

    /** @var int The newest entry of the log that was looked at. */
    private int $seen = 0;

    /**
     * Makes everything.
     *
     * @param string $password of all people
     * @return array for JSON
     */
    public function make(string $password): array {
        $this->connection = new invigil_test_connection(true);
        $this->publish_keys();
        $generator = new testing_data_generator();
        $this->courses = [$generator->create_course(), $generator->create_course()];
        foreach (self::PEOPLE as $name => [$role, $member]) {
            $this->users[$name] = $generator->create_user(['username' => uniqid("inv-$name-"), 'password' => $password]);
            $generator->enrol_user($this->users[$name]->id, $this->courses[$member ? 0 : 1]->id, $role);
        }
        foreach (['proctored', 'second', 'plain'] as $name) {
            $this->quizzes[$name] = invigil_test_quiz($this->courses[0], ['name' => "Refusals $name", 'timelimit' => 3600]);
            if ($name !== 'plain') {
                $quizid = (int) $this->quizzes[$name]->id;
                (new choice(0, (object) ['quizid' => $quizid, 'linkid' => choice::new_linkid(), 'enabled' => true]))->create();
            }
        }
        $running = $this->attempt('proctored', 'examinee');
        $second = $this->attempt('second', 'examinee');
        return [
            'users' => array_map(fn($user) => ['id' => (int) $user->id, 'username' => $user->username], $this->users),
            'quizzes' => array_map(fn($quiz) => [
                'cmid' => (int) $quiz->cmid, 'link' => choice::of_quiz((int) $quiz->id)?->get('linkid'),
            ], $this->quizzes),
            'attempt' => (int) $running->get('attemptid'), 'proctored' => (int) $running->get('id'),
            'session' => $running->get('sessiondata'), 'second' => (int) $second->get('id'),
            'clientid' => $this->connection->clientid, 'typeid' => $this->connection->typeid,
            'redirect' => invigil_test_connection::ORIGIN . '/launch',
            'tokens' => [
                'good' => $this->connection->token(),
                'expired' => $this->connection->token(life: -1),
                'without the scope' => $this->connection->token(['https://purl.imsglobal.org/spec/lti-ags/scope/score']),
                'of another tool' => $this->connection->token(typeid: 999999999),
            ],
        ];
    }

    /**
     * Does what one line says.
     *
     * @param string $word
     * @param string[] $more
     * @return array for JSON
     */
    public function answer(string $word, array $more): array {
        return match ($word) {
            'look' => ['digest' => $this->digest(), 'noted' => $this->noted()],
            'sign' => ['jwt' => JWT::encode(json_decode($more[0], true), $this->keys[$more[1] ?? 'tool'], 'RS256', 'tool')],
            'hint' => ['hint' => $this->hint(...$more)],
        };
    }

    /**
     * Removes everything.
     */
    public function remove(): void {
        global $CFG;
        \core\session\manager::set_user(get_admin());
        $CFG->forced_plugin_settings['tool_recyclebin']['categorybinenable'] = 0;
        array_map(fn($quiz) => invigil_test_delete((int) $quiz->cmid), $this->quizzes);
        array_map(fn($course) => delete_course($course, false), $this->courses);
        array_map('delete_user', $this->users);
        $this->connection->remove();
    }

    /**
     * Makes the tool's key known, as if it had been fetched.
     */
    private function publish_keys(): void {
        $this->keys = array_map(fn() => openssl_pkey_new(['private_key_bits' => 2048]), ['tool' => 1, 'forged' => 1]);
        $rsa = openssl_pkey_get_details($this->keys['tool'])['rsa'];
        \cache::make('mod_lti', 'keyset')->set($this->connection->clientid, json_encode(['keys' => [[
            'kty' => 'RSA', 'use' => 'sig', 'alg' => 'RS256', 'kid' => 'tool',
            'n' => JWT::urlsafeB64Encode($rsa['n']), 'e' => JWT::urlsafeB64Encode($rsa['e']),
        ]]]));
    }

    /**
     * An attempt that runs.
     *
     * @param string $quiz
     * @param string $user
     * @return proctored_attempt
     */
    private function attempt(string $quiz, string $user): proctored_attempt {
        global $DB;
        $quizid = (int) $this->quizzes[$quiz]->id;
        $user = $this->users[$user];
        $attempt = proctored_attempt::open($quizid, (int) $user->id, 1);
        transition::begin($attempt, time());
        \core\session\manager::set_user($user);
        quiz_prepare_and_start_new_attempt(quiz_settings::create($quizid, $user->id), 1, false);
        \core\session\manager::set_user(get_admin());
        $DB->set_field(tool::TABLE, 'heardat', time());
        return $attempt->read();
    }

    /**
     * A login under way.
     *
     * @param string $user
     * @param string $what
     * @return string lti_message_hint
     */
    private function hint(string $user, string $what): string {
        $attempt = proctored_attempt::get_record([
            'quizid' => $this->quizzes['proctored']->id, 'userid' => $this->users[$user]->id,
        ]);
        return launches::message_hint(launches::begin(
            (int) $this->users[$user]->id,
            (int) $this->quizzes['proctored']->id,
            launch_rules::MESSAGES[$what],
            $attempt ? (int) $attempt->get('id') : null,
            'iframe',
            time()
        ));
    }

    /**
     * All that must not change.
     *
     * @return string[] digests by table
     */
    private function digest(): array {
        global $DB;
        $digests = [];
        foreach (self::KEPT as $table) {
            $digests[$table] = sha1(json_encode($DB->get_records($table, [], 'id')));
        }
        return $digests;
    }

    /**
     * What was put on record since the last time.
     *
     * @return string[] each as "event script-or-what reason"
     */
    private function noted(): array {
        global $DB;
        // One reason is put on record once a minute: the next try is to be on record too.
        \cache::make_from_params(\cache_store::MODE_APPLICATION, 'quizaccess_invigil', 'refusals')->purge();
        $rows = $DB->get_records_select(
            'logstore_standard_log',
            "id > :seen AND component = 'quizaccess_invigil'",
            ['seen' => $this->seen],
            'id'
        );
        $this->seen = (int) $DB->get_field_sql('SELECT MAX(id) FROM {logstore_standard_log}');
        $noted = [];
        foreach ($rows as $row) {
            $other = json_decode($row->other, true) ?: [];
            $noted[] = "$row->target" . "_$row->action " . ($other['script'] ?? $other['what'] ?? '') . ' ' . ($other['reason'] ?? '');
        }
        return $noted;
    }
}

$site = new invigil_refusals_site();
try {
    echo json_encode($site->make($argv[2])) . "\n";
    while (($line = fgets(STDIN)) !== false) {
        $words = explode("\t", rtrim($line, "\n"));
        echo json_encode($site->answer(array_shift($words), $words)) . "\n";
    }
} finally {
    $site->remove();
}
