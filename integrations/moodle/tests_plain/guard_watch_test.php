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
 * What the guard does with a request that saves answers, also when it cannot know what it should know.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class guard_watch_test extends \PHPUnit\Framework\TestCase {
    /**
     * Plays a request.
     *
     * @param array $scenario
     * @return string[] what was answered, and the HTTP status
     */
    private function request(array $scenario): array {
        $command = [PHP_BINARY, '-d', 'display_errors=stderr', __DIR__ . '/guard_request.php', json_encode($scenario)];
        $process = proc_open($command, [1 => ['pipe', 'w'], 2 => ['pipe', 'w']], $pipes);
        $said = stream_get_contents($pipes[1]);
        $this->assertSame('', stream_get_contents($pipes[2]));
        proc_close($process);
        return explode("\n", $said);
    }

    /**
     * Requests that are not ours to judge, with whether the database is asked about them: Moodle's own script goes on.
     *
     * @return array[]
     */
    public static function passing(): array {
        return [
            'running' => [1, ['access' => 'open']],
            'not proctored' => [1, ['access' => 'none']],
            'without a session key, which Moodle refuses' => [0, ['access' => 'paused', 'post' => ['attempt' => '7']]],
            'with a wrong one' => [0, ['access' => 'paused', 'post' => ['attempt' => '7', 'sesskey' => 'x']]],
            'with a list of them' => [0, ['access' => 'paused', 'post' => ['attempt' => '7', 'sesskey' => ['mine']]]],
            'by nobody' => [0, ['access' => 'paused', 'user' => 0]],
            'of no attempt' => [0, ['access' => 'paused', 'post' => ['sesskey' => 'mine', 'q1' => 'words']]],
            'of many attempts' => [0, ['access' => 'paused', 'post' => ['sesskey' => 'mine', 'attempt' => ['7', '8']]]],
            'on the command line' => [0, ['access' => 'paused', 'cli' => true]],
            'before the plugin is installed' => [0, ['access' => 'throws', 'installed' => false]],
            'without tables' => [1, ['access' => 'throws', 'proctored' => 'throws']],
            'not proctored, tables of another version' => [1, ['access' => 'throws', 'proctored' => false]],
        ];
    }

    /**
     * They pass, whichever of the two scripts it is.
     *
     * @dataProvider passing
     * @param int $asked
     * @param array $scenario
     */
    public function test_passes(int $asked, array $scenario): void {
        foreach ([true, false] as $autosave) {
            $this->assertSame(["passed $asked", '200'], $this->request($scenario + ['autosave' => $autosave]));
        }
    }

    /**
     * Whoever saves in somebody else's attempt is refused by Moodle, and put on record by us.
     */
    public function test_of_somebody_else(): void {
        foreach (['paused', 'open'] as $access) {
            $scenario = ['access' => $access, 'owner' => 6, 'autosave' => true];
            $this->assertSame(['noted, passed 1', '200'], $this->request($scenario));
        }
    }

    /**
     * A background save that is refused gets a status that the quiz's script takes for a failure, and tries again.
     */
    public function test_autosave(): void {
        [$answer, $status] = $this->request(['autosave' => true, 'access' => 'paused']);
        $this->assertSame('409', $status);
        $this->assertSame(['error' => 'guard_notsaved', 'errorcode' => 'invigil_paused'], json_decode($answer, true));
    }

    /**
     * A page that is refused is held, with all that is in it.
     */
    public function test_page(): void {
        foreach (['paused', 'terminated', 'no_check_in'] as $reason) {
            [$answer, $status] = $this->request(['autosave' => false, 'access' => $reason]);
            $this->assertSame("held $reason 3 5 1 " . '{"attempt":"7","sesskey":"mine","q1":"words"}', $answer);
            $this->assertSame('200', $status);
        }
    }

    /**
     * While it cannot be known whether a proctored attempt may go on, nothing of it is saved; it can be sent again.
     */
    public function test_unknown(): void {
        foreach ([true, false] as $autosave) {
            [$answer, $status] = $this->request(['autosave' => $autosave, 'access' => 'throws', 'proctored' => true]);
            $this->assertSame('503', $status);
            $this->assertSame('invigil_paused', json_decode($answer, true)['errorcode']);
        }
    }
}
