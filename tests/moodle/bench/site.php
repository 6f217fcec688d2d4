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
use quizaccess_invigil\lti\tool;

require(__DIR__ . '/../test_site.php');
require(__DIR__ . '/../test_connection.php');
[, , $coursename, $username] = $argv;

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

    /** @var invigil_test_connection|null The connection to the tool. */
    private ?invigil_test_connection $connection = null;

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
        $this->connection = new invigil_test_connection(false);
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
            'token' => $this->connection->token(), 'sessions' => $sessions,
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
        $DB->set_field(tool::TABLE, 'heardat', $now, ['id' => $this->connection->toolid]);
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
        if ($this->callbacks) {
            $this->turn_hook(true);
        }
        \core\session\manager::set_user(get_admin());
        array_map('invigil_test_delete', $this->cms);
        $this->connection?->remove();
    }

    /**
     * Makes a quiz.
     *
     * @param stdClass $course
     * @param string $name
     * @return stdClass
     */
    private function make_quiz(stdClass $course, string $name): stdClass {
        $quiz = invigil_test_quiz($course, ['name' => "Bench quiz, $name", 'timelimit' => 7200]);
        $this->cms[$name] = (int) $quiz->cmid;
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
