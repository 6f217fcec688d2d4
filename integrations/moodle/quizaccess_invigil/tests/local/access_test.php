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

use quizaccess_invigil\lti\tool;
use quizaccess_invigil\tests\enforced_quiz_trait;

/**
 * Who may see pages of a proctored quiz, and save answers.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers     \quizaccess_invigil\local\access
 */
final class access_test extends \advanced_testcase {
    use enforced_quiz_trait;

    /**
     * Each test changes the database.
     */
    protected function setUp(): void {
        parent::setUp();
        $this->resetAfterTest();
    }

    /**
     * The tool was heard of.
     *
     * @param int $at
     */
    private function heard(int $at): void {
        global $DB;
        $DB->delete_records(tool::TABLE);
        $DB->insert_record(tool::TABLE, (object) ['typeid' => 1, 'origin' => 'https://tool.example', 'heardat' => $at]);
    }

    /**
     * Rows of: state, seconds since check-in, live, seconds since said so, seconds since tool heard, on failure,
     * held, refuses saving.
     *
     * @return array[]
     */
    public static function rules(): array {
        return [
            'created' => ['created', 0, false, 0, 0, 'run', 'no_check_in', 'no_check_in'],
            'running and seen' => ['running', 500, true, 20, 20, 'run', '', ''],
            'running, not seen' => ['running', 500, false, 20, 20, 'run', 'not_live', ''],
            'running, not seen yet' => ['running', 60, false, 20, 20, 'run', '', ''],
            'running, seen long ago, tool there' => ['running', 500, true, 121, 20, 'run', 'not_live', ''],
            'tool silent, run' => ['running', 500, false, 500, 121, 'run', '', ''],
            'tool silent, hold' => ['running', 500, true, 121, 121, 'hold', 'tool_away', ''],
            'tool just heard of' => ['running', 500, true, 120, 120, 'hold', '', ''],
            'paused' => ['paused', 500, true, 20, 20, 'run', 'paused', 'paused'],
            'paused, tool silent' => ['paused', 500, true, 500, 500, 'run', 'paused', 'paused'],
            'terminated' => ['terminated', 500, true, 20, 20, 'run', 'terminated', 'terminated'],
            'complete but open' => ['complete', 500, true, 20, 20, 'run', 'no_check_in', 'no_check_in'],
        ];
    }

    /**
     * The rules.
     *
     * @dataProvider rules
     * @param string $state
     * @param int $checkedin
     * @param bool $live
     * @param int $liveago
     * @param int $heardago
     * @param string $onfailure
     * @param string $held
     * @param string $refuses
     */
    public function test_rules(
        string $state,
        int $checkedin,
        bool $live,
        int $liveago,
        int $heardago,
        string $onfailure,
        string $held,
        string $refuses
    ): void {
        $this->make_quiz([], ['ontoolfailure' => $onfailure]);
        $attempt = $this->run_attempt();
        $now = time();
        $attempt->set_many([
            'state' => $state,
            'checkedinat' => $now - $checkedin,
            'live' => $live,
            'liveat' => $now - $liveago,
        ]);
        $attempt->save();
        $this->heard($now - $heardago);
        foreach ([
            access::for_attempt($attempt->get('attemptid')),
            access::for_user((int) $this->quiz->id, (int) $this->examinee->id),
        ] as $access) {
            $this->assertTrue($access->is_proctored());
            $this->assertSame($held, $access->held($now));
            $this->assertSame($refuses, $access->refuses_saving());
            $this->assertSame((int) $this->examinee->id, $access->userid);
            $this->assertSame($attempt->get('id'), $access->attempt->get('id'));
        }
    }

    /**
     * Without a row, without a connected tool.
     */
    public function test_nothing_there(): void {
        $this->make_quiz();
        $access = access::for_user((int) $this->quiz->id, (int) $this->examinee->id);
        $this->assertSame(access::NO_CHECK_IN, $access->held(time()));
        $this->assertSame([1, null, null], [$access->attemptnumber, $access->quizattemptid, $access->attempt]);
        $attempt = $this->run_attempt();
        $this->assertSame('', access::for_attempt($attempt->get('attemptid'))->held(time()));
        $this->assertFalse(access::for_attempt(0)->is_proctored());
    }

    /**
     * Quizzes that are not proctored, or not any more.
     */
    public function test_not_proctored(): void {
        global $DB;
        $this->make_quiz([], ['enabled' => false]);
        $id = $this->start();
        // Moodle keeps the columns of tables in a cache.
        array_map([$DB, 'get_columns'], [choice::TABLE, proctored_attempt::TABLE]);
        $reads = $DB->perf_get_reads();
        $access = access::for_attempt($id);
        $this->assertSame(['', '', false], [$access->held(time()), $access->refuses_saving(), $access->is_proctored()]);
        $this->assertSame(1, $DB->perf_get_reads() - $reads);
        $this->assertSame('', access::for_user((int) $this->quiz->id, (int) $this->examinee->id)->held(time()));
    }

    /**
     * Previews of teachers are exempt.
     */
    public function test_preview(): void {
        $this->make_quiz();
        $teacher = $this->getDataGenerator()->create_and_enrol($this->course, 'editingteacher');
        $this->setUser($teacher);
        $id = $this->start(1, $teacher, true);
        $this->assertSame(['', ''], [access::for_attempt($id)->held(time()), access::for_attempt($id)->refuses_saving()]);
        $this->assertFalse(access::for_user((int) $this->quiz->id, (int) $teacher->id)->is_proctored());
    }

    /**
     * After an attempt comes the next one, with a check-in of its own.
     */
    public function test_next_attempt(): void {
        $this->make_quiz();
        $attempt = $this->run_attempt();
        ending::hand_in($attempt, time());
        $access = access::for_user((int) $this->quiz->id, (int) $this->examinee->id);
        $this->assertSame([2, access::NO_CHECK_IN, null], [$access->attemptnumber, $access->held(time()), $access->attempt]);
        // What is over can be looked at.
        $this->assertSame('', access::for_attempt($attempt->get('attemptid'))->held(time()));
    }

    /**
     * A row that outlived its attempt lets nobody in.
     */
    public function test_stale_row(): void {
        global $DB;
        $this->make_quiz();
        $attempt = $this->run_attempt();
        $DB->delete_records('quiz_attempts', ['id' => $attempt->get('attemptid')]);
        $access = access::for_user((int) $this->quiz->id, (int) $this->examinee->id);
        $this->assertSame([1, access::NO_CHECK_IN], [$access->attemptnumber, $access->held(time())]);
        $id = $this->start();
        $this->assertSame(access::NO_CHECK_IN, access::for_attempt($id)->held(time()));
        $this->assertEquals($id, access::for_attempt($id)->attempt->get('attemptid'));
    }
}
