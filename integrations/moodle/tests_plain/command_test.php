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

use quizaccess_invigil\local\command;
use quizaccess_invigil\local\refusal;

/**
 * What the Assessment Control Service takes for a command, and when two are the same.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class command_test extends \PHPUnit\Framework\TestCase {
    /** @var array A command as the tool sends it. */
    const BODY = [
        'user' => ['iss' => 'https://moodle.example', 'sub' => '5'],
        'resource_link' => ['id' => 'quiz-1'],
        'attempt_number' => 1,
        'action' => 'pause',
        'incident_time' => '2026-05-04T10:00:00.250Z',
        'incident_severity' => 0.5,
        'reason_code' => 'call',
        'reason_msg' => 'A call.',
    ];

    /**
     * Everything in it is read.
     */
    public function test_parse(): void {
        $command = command::parse(self::BODY);
        $this->assertSame(['5', 'quiz-1', 1, 'pause'], [
            $command->sub, $command->linkid, $command->attemptnumber, $command->action,
        ]);
        $this->assertEqualsWithDelta(1777888800.25, $command->incidenttime, 1e-6);
        $this->assertSame([0.5, null], [$command->severity, $command->extratime]);
    }

    /**
     * The same moment in other words is the same command; another action, moment or flag is another.
     */
    public function test_identity(): void {
        $identity = fn(array $more) => command::parse($more + self::BODY)->identity();
        $same = $identity([]);
        $this->assertSame(64, strlen($same));
        $this->assertSame($same, $identity(['incident_time' => '2026-05-04T12:00:00.25+02:00', 'reason_msg' => 'x']));
        $this->assertNotSame($same, $identity(['incident_time' => '2026-05-04T10:00:00.251Z']));
        $this->assertNotSame($same, $identity(['action' => 'resume']));
        $this->assertNotSame($identity(['action' => 'flag']), $identity(['action' => 'flag', 'reason_msg' => 'x']));
    }

    /**
     * What is no command.
     *
     * @dataProvider wrong
     * @param array $more
     */
    public function test_refused(array $more): void {
        $this->expectException(refusal::class);
        command::parse($more + self::BODY);
    }

    /**
     * One thing wrong each.
     *
     * @return array[]
     */
    public static function wrong(): array {
        return [
            'unknown action' => [['action' => 'delete']],
            'no user' => [['user' => []]],
            'number as text' => [['attempt_number' => '1']],
            'no time zone' => [['incident_time' => '2026-05-04T10:00:00']],
            'no such day' => [['incident_time' => '2026-02-30T10:00:00Z']],
            'too severe' => [['incident_severity' => 1.5]],
            'update about nothing' => [['action' => 'update']],
            'less time' => [['action' => 'update', 'extra_time' => -5]],
            'a book' => [['reason_msg' => str_repeat('x', 2001)]],
        ];
    }
}
