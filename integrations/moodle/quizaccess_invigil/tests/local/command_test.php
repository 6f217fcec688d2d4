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

/**
 * Reading requests of the Assessment Control Service.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers     \quizaccess_invigil\local\command
 */
final class command_test extends \basic_testcase {
    /** @var array A request with all there can be. */
    const FULL = [
        'user' => ['iss' => 'https://moodle.example', 'sub' => '7'],
        'resource_link' => ['id' => 'quiz-1'],
        'attempt_number' => 2,
        'action' => 'flag',
        'incident_time' => '2026-11-25T10:00:00.250+01:00',
        'incident_severity' => 0.5,
        'extra_time' => 5,
        'reason_code' => 'face_missing',
        'reason_msg' => 'No face for 6.2 s.',
    ];

    /**
     * All fields arrive.
     */
    public function test_full(): void {
        $command = command::parse(self::FULL);
        $this->assertSame(['7', 'https://moodle.example', 'quiz-1', 2, 'flag'], [
            $command->sub,
            $command->issuer,
            $command->linkid,
            $command->attemptnumber,
            $command->action,
        ]);
        $this->assertSame([1795597200.25, 0.5, 5, 'face_missing', 'No face for 6.2 s.'], [
            $command->incidenttime,
            $command->severity,
            $command->extratime,
            $command->reasoncode,
            $command->reasonmsg,
        ]);
    }

    /**
     * The same moment written in other ways is the same command.
     */
    public function test_identity(): void {
        $identity = fn(array $change) => command::parse($change + self::FULL)->identity();
        $this->assertSame($identity([]), $identity(['incident_time' => '2026-11-25T09:00:00.25Z']));
        $this->assertNotSame($identity([]), $identity(['incident_time' => '2026-11-25T09:00:00.26Z']));
        $this->assertNotSame($identity([]), $identity(['reason_msg' => 'Another.']));
        $this->assertNotSame($identity([]), $identity(['action' => 'pause']));
        $this->assertSame($identity(['action' => 'pause']), $identity(['action' => 'pauseRequest', 'reason_msg' => 'Another.']));
    }

    /**
     * Rows of: change, word that the refusal must have.
     *
     * @return array[]
     */
    public static function wrong(): array {
        $long = str_repeat('a', 2001);
        return [
            [['user' => null], 'user.sub'],
            [['user' => 'sub'], 'user.sub'],
            [['user' => ['sub' => 7]], 'user.sub'],
            [['resource_link' => []], 'resource_link.id'],
            [['attempt_number' => '2'], 'attempt_number'],
            [['attempt_number' => 2.0], 'attempt_number'],
            [['attempt_number' => true], 'attempt_number'],
            [['action' => 'stop'], 'action'],
            [['action' => ['pause']], 'action'],
            [['action' => 'RequestpauseRequestRequest'], 'action'],
            [['incident_time' => 1795597200], 'incident_time'],
            [['incident_time' => '2026-11-25T10:00:00'], 'incident_time'],
            [['incident_time' => '2026-02-30T10:00:00Z'], 'incident_time'],
            [['incident_time' => "2026-11-25T10:00:00Z\n"], 'incident_time'],
            [['incident_time' => 'yesterday'], 'incident_time'],
            [['incident_severity' => 1.01], 'incident_severity'],
            [['incident_severity' => -1], 'incident_severity'],
            [['incident_severity' => '0.5'], 'incident_severity'],
            [['incident_severity' => false], 'incident_severity'],
            [['extra_time' => 1441], 'extra_time'],
            [['extra_time' => -1], 'extra_time'],
            [['extra_time' => 1.5], 'extra_time'],
            [['action' => 'update', 'extra_time' => null], 'extra_time'],
            [['reason_code' => 5], 'reason_code'],
            [['reason_msg' => $long], 'reason_msg'],
        ];
    }

    /**
     * What is wrong is named.
     *
     * @dataProvider wrong
     * @param array $change
     * @param string $named
     */
    public function test_wrong(array $change, string $named): void {
        try {
            command::parse($change + self::FULL);
            $this->fail("$named should have been refused");
        } catch (refusal $e) {
            $this->assertSame(400, $e->status);
            $this->assertStringStartsWith($named, $e->getMessage());
        }
    }

    /**
     * What may be left out.
     */
    public function test_optional(): void {
        $left = array_diff_key(self::FULL, array_flip(['incident_severity', 'extra_time', 'reason_code', 'reason_msg']));
        $command = command::parse(['user' => ['sub' => '7'], 'reason_msg' => null] + $left);
        $this->assertSame([null, null, null, '', ''], [
            $command->issuer,
            $command->severity,
            $command->extratime,
            $command->reasoncode,
            $command->reasonmsg,
        ]);
    }
}
