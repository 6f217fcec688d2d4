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

namespace quizaccess_invigil\local;

use core_external\external_api;
use quizaccess_invigil\tests\enforced_quiz_trait;
use quizaccess_invigil\tests\held_locks;
use quizaccess_invigil\tests\no_locks;

/**
 * Refusing to save.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers     \quizaccess_invigil\local\guard
 * @covers     \quizaccess_invigil\hook_callbacks
 * @covers     \quizaccess_invigil\local\attempt_lock
 */
final class guard_test extends \advanced_testcase {
    use enforced_quiz_trait;

    /**
     * Each test changes the database.
     */
    protected function setUp(): void {
        parent::setUp();
        $this->resetAfterTest();
        $this->preventResetByRollback();
    }

    /**
     * Who is refused.
     */
    public function test_refused(): void {
        $this->make_quiz();
        $attempt = $this->run_attempt();
        $id = $attempt->get('attemptid');
        $examinee = (int) $this->examinee->id;
        $this->command('pause');
        $this->assertSame(access::PAUSED, guard::refused($id, $examinee)->refuses_saving());
        // Of other people's attempts nothing is said; Moodle refuses them itself.
        $this->assertNull(guard::refused($id, $examinee + 1));
        $this->assertNull(guard::refused(0, $examinee));
    }

    /**
     * An attempt without a check-in, however it came to be.
     */
    public function test_no_check_in(): void {
        global $DB;
        $this->make_quiz();
        $id = $this->start();
        $this->assertSame(access::NO_CHECK_IN, guard::refused($id, (int) $this->examinee->id)->refuses_saving());
        $DB->delete_records(proctored_attempt::TABLE);
        $this->assertSame(access::NO_CHECK_IN, guard::refused($id, (int) $this->examinee->id)->refuses_saving());
    }

    /**
     * Quizzes that are not proctored cost one query.
     */
    public function test_not_proctored(): void {
        global $DB;
        $this->make_quiz([], ['enabled' => false]);
        $id = $this->start();
        // Moodle keeps the columns of tables in a cache.
        array_map([$DB, 'get_columns'], [choice::TABLE, proctored_attempt::TABLE]);
        $reads = $DB->perf_get_reads();
        $this->assertNull(guard::refused($id, (int) $this->examinee->id));
        $this->assertSame(1, $DB->perf_get_reads() - $reads);
    }

    /**
     * Other scripts pass without a query, and so does everything on the command line.
     */
    public function test_other_scripts(): void {
        global $DB;
        $this->make_quiz();
        $attempt = $this->run_attempt();
        $this->command('pause');
        $before = $_SERVER['SCRIPT_FILENAME'] ?? null;
        $_POST['attempt'] = (string) $attempt->get('attemptid');
        $reads = $DB->perf_get_reads();
        foreach (['/x/index.php', '/x/mod/quiz/attempt.php', '', '/x/mod/quiz/processattempt.php'] as $script) {
            $_SERVER['SCRIPT_FILENAME'] = $script;
            \quizaccess_invigil\hook_callbacks::guard(new \core\hook\after_config());
        }
        $_SERVER['SCRIPT_FILENAME'] = $before;
        unset($_POST['attempt']);
        $this->assertSame(0, $DB->perf_get_reads() - $reads);
    }

    /**
     * Web services can neither show nor save answers of a proctored attempt, also while it runs.
     */
    public function test_web_services(): void {
        $this->make_quiz();
        $id = $this->run_attempt()->get('attemptid');
        guard::watch_web_service('mod_quiz_get_attempt_access_information', [$this->quiz->id, $id]);
        guard::watch_web_service('mod_quiz_process_attempt', [0]);
        foreach (guard::SERVICES as $function) {
            try {
                guard::watch_web_service($function, [$id, []]);
                $this->fail("$function should have been refused");
            } catch (\moodle_exception $e) {
                $this->assertSame('guard_app', $e->errorcode);
            }
        }
    }

    /**
     * The same through Moodle's own door for web services.
     */
    public function test_web_services_for_real(): void {
        global $DB;
        $this->make_quiz();
        $id = $this->run_attempt()->get('attemptid');
        $this->command('pause');
        $steps = $DB->count_records('question_attempt_steps');
        $_POST['sesskey'] = sesskey();
        $more = [
            'mod_quiz_process_attempt' => ['finishattempt' => true], 'mod_quiz_save_attempt' => ['data' => []],
            'mod_quiz_get_attempt_data' => ['page' => 0], 'mod_quiz_view_attempt' => ['page' => 0],
        ];
        foreach (guard::SERVICES as $function) {
            $answer = external_api::call_external_function($function, ['attemptid' => $id] + ($more[$function] ?? []));
            $this->assertTrue($answer['error']);
            $this->assertSame(get_string('guard_app', 'quizaccess_invigil'), $answer['exception']->message);
        }
        $this->assertSame($steps, $DB->count_records('question_attempt_steps'));
        $this->assertSame('inprogress', $DB->get_field('quiz_attempts', 'state', ['id' => $id]));
    }

    /**
     * A site whose locks are not there, do not work, or are held by somebody else for too long: answers are saved all the
     * same, and a command is refused so that it comes again. Nothing of it is done halfway.
     *
     * @dataProvider bad_locks
     * @param string $factory class that config.php names
     */
    public function test_without_locks(string $factory): void {
        global $CFG;
        $this->make_quiz(['timelimit' => 600]);
        $attempt = $this->run_attempt();
        $before = [$this->everything(), $this->quiz_row($attempt)];
        $CFG->lock_factory = $factory;
        $this->assertNull(guard::refused($attempt->get('attemptid'), (int) $this->examinee->id));
        $this->complained($factory);
        foreach (['pause', 'terminate', 'flag'] as $action) {
            $this->assert_refused(503, 'busy', fn() => $this->command($action));
            $this->complained($factory);
        }
        $this->assertEquals($before, [$this->everything(), $this->quiz_row($attempt)]);
        unset($CFG->lock_factory);
        $this->assertSame('paused', $this->command('pause')['status']);
    }

    /**
     * What config.php may name.
     *
     * @return array[]
     */
    public static function bad_locks(): array {
        return [
            'no such class' => ['\\no\\such\\factory'],
            'not available' => [no_locks::class],
            'held for too long' => [held_locks::class],
        ];
    }

    /**
     * A lock that cannot be made is told to developers; one that somebody else holds is nothing to tell.
     *
     * @param string $factory
     */
    private function complained(string $factory): void {
        $this->assertDebuggingCalledCount($factory === held_locks::class ? 0 : 1);
    }

    /**
     * What there is about proctored attempts.
     *
     * @return array
     */
    private function everything(): array {
        global $DB;
        $tables = [proctored_attempt::TABLE, control::TABLE, 'quiz_overrides'];
        return array_map(fn($table) => array_values($DB->get_records($table)), $tables);
    }

    /**
     * We wait for others for as long as is said, and no longer.
     */
    public function test_how_long_we_wait(): void {
        global $CFG;
        $CFG->lock_factory = held_locks::class;
        held_locks::$waited = [];
        $this->assert_refused(503, 'busy', fn() => attempt_lock::hold(7, fn() => $this->fail('done without the lock')));
        $this->assertSame(['attempt7' => attempt_lock::WAIT], held_locks::$waited);
    }

    /**
     * One thing at a time; what throws lets go.
     */
    public function test_lock(): void {
        $this->assertSame(5, attempt_lock::hold(1, fn() => 5));
        try {
            attempt_lock::hold(1, fn() => throw new \coding_exception('x'));
        } catch (\coding_exception $e) {
            $this->assertSame(6, attempt_lock::hold(1, fn() => 6));
        }
    }
}
