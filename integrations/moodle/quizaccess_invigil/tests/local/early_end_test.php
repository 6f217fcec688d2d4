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
 * A page's clock that has come to zero although there is time.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers     \quizaccess_invigil\local\early_end
 */
final class early_end_test extends \advanced_testcase {
    use enforced_quiz_trait;

    /**
     * Each test changes the database, and what was sent.
     */
    protected function setUp(): void {
        parent::setUp();
        $this->resetAfterTest();
        $this->preventResetByRollback();
    }

    /**
     * Nothing that was sent stays.
     */
    protected function tearDown(): void {
        unset($_POST[early_end::FIELD], $_GET[early_end::FIELD]);
        parent::tearDown();
    }

    /**
     * Whether the page may hand in, as far as we are concerned.
     *
     * @param proctored_attempt $attempt
     * @param int $now
     * @param \stdClass|null $user the examinee unless given
     * @return bool
     */
    private function may_end(proctored_attempt $attempt, int $now, ?\stdClass $user = null): bool {
        $_POST[early_end::FIELD] = '1';
        early_end::drop((int) $attempt->get('attemptid'), (int) ($user ?? $this->examinee)->id, $now);
        return isset($_POST[early_end::FIELD]);
    }

    /**
     * Time that was given since the page was loaded is not lost with the page's clock.
     */
    public function test_time_was_given(): void {
        $this->make_quiz(['timelimit' => 600]);
        $attempt = $this->run_attempt();
        $start = (int) $this->quiz_row($attempt)->timestart;
        $this->assertTrue($this->may_end($attempt, $start + 600));
        $this->assertTrue($this->may_end($attempt, $start + 590));
        $this->command('update', ['extra_time' => 5], $start + 300);
        $this->assertFalse($this->may_end($attempt, $start + 600));
        $this->assertTrue($this->may_end($attempt, $start + 895));
    }

    /**
     * While the quiz waits for the tool, nothing is handed in, and the clock is stopped if nothing else has stopped it.
     */
    public function test_the_tool_is_away(): void {
        global $DB;
        $this->make_quiz(['timelimit' => 200], ['ontoolfailure' => choice::FAILURE_HOLD]);
        $attempt = $this->run_attempt();
        $start = (int) $this->quiz_row($attempt)->timestart;
        $DB->insert_record(tool::TABLE, (object) ['typeid' => 1, 'origin' => 'https://tool.example', 'heardat' => $start]);
        $this->assertFalse($this->may_end($attempt, $start + 200));
        $attempt->read();
        $this->assertSame($start + 120, (int) $attempt->get('stoppedat'));
    }

    /**
     * Other people's attempts, quizzes without proctoring or without a limit, and what does not exist, are left to Moodle.
     */
    public function test_not_ours(): void {
        $this->make_quiz(['timelimit' => 600]);
        $attempt = $this->run_attempt();
        $start = (int) $this->quiz_row($attempt)->timestart;
        $this->assertTrue($this->may_end($attempt, $start, $this->getDataGenerator()->create_user()));
        $_POST[early_end::FIELD] = '1';
        early_end::drop(0, (int) $this->examinee->id, $start);
        $this->assertSame('1', $_POST[early_end::FIELD]);
        $this->choice->set('enabled', false);
        $this->choice->save();
        $this->assertTrue($this->may_end($attempt, $start));
        unset($_POST[early_end::FIELD]);
        early_end::drop((int) $attempt->get('attemptid'), (int) $this->examinee->id, $start);
        $this->assertArrayNotHasKey(early_end::FIELD, $_POST);
    }

    /**
     * Without a limit there is no clock to come to zero, and a paused attempt is the guard's.
     */
    public function test_no_limit(): void {
        $this->make_quiz();
        $attempt = $this->run_attempt();
        $this->assertTrue($this->may_end($attempt, time()));
        $this->command('pause');
        $this->assertTrue($this->may_end($attempt, time()));
    }
}
