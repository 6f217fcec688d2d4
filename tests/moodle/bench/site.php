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
 * Makes what bench_moodle.py measures with, switches it between the measurements, and removes it when its input ends.
 *
 *     php site.php MOODLE COURSE USERNAME
 *
 * Prints one line of JSON when all is made, then `done` for every word that it reads: on, off, secure (how the quiz is
 * proctored: by Invigil; not; not, but in Moodle's own secure window), hook and nohook (whether the plugin's callback is
 * among those of after_config). For test sites only: while it says nohook, nothing guards any quiz of the site.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

// phpcs:disable moodle.Files.MoodleInternal,moodle.Files.RequireLogin.Missing

use mod_quiz\quiz_settings;
use quizaccess_invigil\local\choice;
use quizaccess_invigil\local\proctored_attempt;
use quizaccess_invigil\lti\access_tokens;
use quizaccess_invigil\lti\claim;
use quizaccess_invigil\lti\tool;

define('CLI_SCRIPT', true);
[, $moodle, $coursename, $username] = $argv;
require($moodle . '/config.php');
require_once($CFG->libdir . '/testing/generator/lib.php');
require_once($CFG->dirroot . '/mod/quiz/locallib.php');
require_once($CFG->dirroot . '/course/lib.php');
require_once(__DIR__ . '/../three_questions.php');

/**
 * What is made on the site, and its removal.
 */
final class invigil_bench_site {
    /** @var int Attempts in one presence report. */
    const ATTEMPTS = 100;

    /** @var string The plugin's callback of after_config, as Moodle names it. */
    const GUARD = 'quizaccess_invigil\hook_callbacks::guard';

    /** @var int[] Course modules that were made, by name. */
    private array $cms = [];

    /** @var stdClass The quiz that is proctored or not. */
    private stdClass $quiz;

    /** @var stdClass|null The connection as it was; null if there was none. */
    private ?stdClass $before = null;

    /** @var int The tool of mod_lti that is connected. */
    private int $typeid;

    /** @var int Id of the connection's row. */
    private int $toolid;

    /** @var string Access token of the tool. */
    private string $token = '';

    /** @var proctored_attempt|null The row of the attempt that is fetched. */
    private ?proctored_attempt $proctored = null;

    /** @var array|null Callbacks of all hooks as they were. */
    private ?array $callbacks = null;

    /**
     * Makes everything.
     *
     * @param stdClass $course
     * @param stdClass $user
     * @return array for JSON
     */
    public function make(stdClass $course, stdClass $user): array {
        $this->connect();
        $this->quiz = $this->make_quiz($course, 'proctored');
        $this->make_quiz($course, 'never');
        \core\session\manager::set_user($user);
        $attempt = quiz_prepare_and_start_new_attempt(quiz_settings::create($this->quiz->id, $user->id), 1, false);
        (new choice(0, (object) [
            'quizid' => $this->quiz->id, 'linkid' => choice::new_linkid(), 'enabled' => false,
        ]))->create();
        $sessions = [];
        for ($number = 1; $number <= self::ATTEMPTS; $number++) {
            $row = proctored_attempt::open((int) $this->quiz->id, (int) $user->id, $number);
            $row->set_many(['state' => proctored_attempt::RUNNING, 'checkedinat' => time() - 3600]);
            if ($number === 1) {
                $row->set('attemptid', (int) $attempt->id);
                $this->proctored = $row;
            }
            $row->save();
            $sessions[] = $row->get('sessiondata');
        }
        return [
            'cmid' => $this->cms['proctored'], 'never' => $this->cms['never'], 'attemptid' => (int) $attempt->id,
            'token' => $this->token, 'sessions' => $sessions,
        ];
    }

    /**
     * Does what one word says.
     *
     * @param string $word
     */
    public function turn(string $word): void {
        global $DB;
        if ($word === 'hook' || $word === 'nohook') {
            $this->turn_hook($word === 'hook');
            return;
        }
        $now = time();
        $DB->set_field(tool::TABLE, 'heardat', $now, ['id' => $this->toolid]);
        $DB->update_record(
            proctored_attempt::TABLE,
            (object) ['id' => $this->proctored->get('id'), 'live' => 1, 'liveat' => $now]
        );
        $DB->set_field(choice::TABLE, 'enabled', (int) ($word === 'on'), ['quizid' => $this->quiz->id]);
        $DB->set_field('quiz', 'browsersecurity', $word === 'secure' ? 'securewindow' : '-', ['id' => $this->quiz->id]);
    }

    /**
     * Removes everything.
     */
    public function remove(): void {
        global $CFG, $DB;
        if ($this->callbacks) {
            $this->turn_hook(true);
        }
        \core\session\manager::set_user(get_admin());
        // Nothing of it is to lie in a course's recycle bin.
        $CFG->forced_plugin_settings['tool_recyclebin']['coursebinenable'] = 0;
        foreach ($this->cms as $cmid) {
            course_delete_module($cmid);
        }
        $DB->delete_records(access_tokens::TABLE, ['token' => $this->token]);
        if ($this->before) {
            $DB->update_record(tool::TABLE, $this->before);
        } else {
            $DB->delete_records(tool::TABLE, ['id' => $this->toolid]);
            $DB->delete_records('lti_types', ['id' => $this->typeid]);
        }
    }

    /**
     * Takes the tool that is connected, or connects one that is not there; makes an access token for it.
     */
    private function connect(): void {
        global $DB;
        $now = time();
        $this->before = $DB->get_record(tool::TABLE, [], 'id, typeid, saidat, heardat', IGNORE_MULTIPLE) ?: null;
        if ($this->before) {
            [$this->toolid, $this->typeid] = [(int) $this->before->id, (int) $this->before->typeid];
        } else {
            $this->typeid = $DB->insert_record('lti_types', (object) [
                'name' => 'Invigil bench', 'baseurl' => 'https://invigil.invalid/', 'tooldomain' => 'invigil.invalid', 'state' => 1,
                'course' => SITEID, 'coursevisible' => 0, 'ltiversion' => '1.3.0', 'clientid' => random_string(15),
                'createdby' => get_admin()->id, 'timecreated' => $now, 'timemodified' => $now,
            ]);
            $this->toolid = $DB->insert_record(tool::TABLE, (object) [
                'typeid' => $this->typeid, 'origin' => 'https://invigil.invalid', 'timecreated' => $now,
            ]);
        }
        $this->token = bin2hex(random_bytes(24));
        $DB->insert_record(access_tokens::TABLE, (object) [
            'typeid' => $this->typeid, 'scope' => json_encode([claim::SCOPE_ACS]), 'token' => $this->token,
            'validuntil' => $now + 3600, 'timecreated' => $now,
        ]);
    }

    /**
     * Makes a quiz of three pages, with its questions in its own context: they go with it.
     *
     * @param stdClass $course
     * @param string $name
     * @return stdClass
     */
    private function make_quiz(stdClass $course, string $name): stdClass {
        global $DB;
        $generator = new testing_data_generator();
        $quiz = $generator->create_module('quiz', [
            'course' => $course->id, 'name' => "Bench quiz, $name", 'questionsperpage' => 1, 'sumgrades' => 3, 'grade' => 10,
            'timelimit' => 7200, 'preferredbehaviour' => 'deferredfeedback', 'attempts' => 0,
        ]);
        $this->cms[$name] = (int) $quiz->cmid;
        invigil_add_three_questions($quiz);
        return $quiz;
    }

    /**
     * Puts the guard among the callbacks or takes it out, as $CFG->hooks_callback_overrides would, but without touching
     * config.php: in the cache that Moodle reads them from in every request.
     *
     * @param bool $on
     */
    private function turn_hook(bool $on): void {
        $cache = \cache::make('core', 'hookcallbacks');
        $hook = \core\hook\after_config::class;
        $this->callbacks ??= $cache->get('callbacks');
        $callbacks = $this->callbacks;
        if (!$on) {
            $others = array_filter($callbacks[$hook], fn($definition) => $definition['callback'] !== self::GUARD);
            if (count($others) + 1 !== count($callbacks[$hook])) {
                throw new coding_exception('The guard is not among the callbacks.');
            }
            $callbacks[$hook] = $others;
        }
        $cache->set('callbacks', $callbacks);
    }
}

\core\session\manager::set_user(get_admin());
$site = new invigil_bench_site();
try {
    $course = $DB->get_record('course', ['shortname' => $coursename], '*', MUST_EXIST);
    $user = $DB->get_record('user', ['username' => $username], '*', MUST_EXIST);
    echo json_encode($site->make($course, $user)) . "\n";
    while (($line = fgets(STDIN)) !== false) {
        $site->turn(trim($line));
        echo "done\n";
    }
} finally {
    $site->remove();
}
