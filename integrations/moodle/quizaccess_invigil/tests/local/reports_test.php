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
 * The tool's reports: presence, and what became of an attempt.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers     \quizaccess_invigil\local\presence
 * @covers     \quizaccess_invigil\local\review_outcome
 * @covers     \quizaccess_invigil\local\plain_text
 */
final class reports_test extends \advanced_testcase {
    use enforced_quiz_trait;

    /**
     * A connected tool.
     */
    protected function setUp(): void {
        global $DB;
        parent::setUp();
        $this->resetAfterTest();
        $DB->insert_record(tool::TABLE, (object) ['typeid' => 1, 'origin' => 'https://tool.example']);
    }

    /**
     * Statuses come back in order, and what was said is kept.
     */
    public function test_presence(): void {
        global $DB;
        $this->make_quiz();
        $running = $this->run_attempt();
        $other = proctored_attempt::open((int) $this->quiz->id, (int) $this->examinee->id, 2);
        $now = time();
        $answer = presence::report(['at' => $now - 5, 'attempts' => [
            ['session' => '12345', 'live' => true],
            ['session' => $other->get('sessiondata'), 'live' => true],
            ['session' => $running->get('sessiondata'), 'live' => false],
        ]], $now);
        $this->assertSame(['attempts' => [
            ['session' => '12345', 'status' => 'unknown'],
            ['session' => $other->get('sessiondata'), 'status' => 'none'],
            ['session' => $running->get('sessiondata'), 'status' => 'running'],
        ]], $answer);
        $running->read();
        $other->read();
        $this->assertSame([false, $now, true], [$running->get('live'), $running->get('liveat'), $other->get('live')]);
        $row = $DB->get_record(tool::TABLE, []);
        $this->assertEquals([$now - 5, $now], [$row->saidat, $row->heardat]);
        $this->assertSame(['attempts' => []], presence::report(['at' => $now, 'attempts' => []], $now));
    }

    /**
     * Reports that are late change nothing.
     */
    public function test_presence_late(): void {
        $this->make_quiz();
        $attempt = $this->run_attempt();
        $one = fn(bool $live) => [['session' => $attempt->get('sessiondata'), 'live' => $live]];
        $now = time();
        presence::report(['at' => $now, 'attempts' => $one(true)], $now);
        $this->assert_refused(409, 'outdated', fn() => presence::report(['at' => $now - 1, 'attempts' => $one(false)], $now));
        $attempt->read();
        $this->assertTrue($attempt->get('live'));
        // More than fits into one report comes in several of the same moment.
        presence::report(['at' => $now, 'attempts' => $one(false)], $now);
        $attempt->read();
        $this->assertFalse($attempt->get('live'));
    }

    /**
     * Reports that are wrong.
     */
    public function test_presence_wrong(): void {
        $now = time();
        foreach ([
            [],
            ['at' => (string) $now, 'attempts' => []],
            ['at' => $now + 301, 'attempts' => []],
            ['at' => $now],
            ['at' => $now, 'attempts' => 'all'],
            ['at' => $now, 'attempts' => ['a' => []]],
            ['at' => $now, 'attempts' => [['session' => 5, 'live' => true]]],
            ['at' => $now, 'attempts' => [['session' => 'x', 'live' => 1]]],
            ['at' => $now, 'attempts' => array_fill(0, 1001, ['session' => 'x', 'live' => true])],
        ] as $body) {
            $this->assert_refused(400, 'invalid_request', fn() => presence::report($body, $now));
        }
    }

    /**
     * A thousand attempts in a few queries; a few more after an outage.
     */
    public function test_presence_is_cheap(): void {
        global $DB;
        $this->make_quiz();
        $attempts = [];
        for ($i = 1; $i <= 1000; $i++) {
            $rows[] = (object) [
                'quizid' => $this->quiz->id,
                'userid' => $i,
                'attemptnumber' => 1,
                'sessiondata' => "s$i",
                'state' => 'running',
            ];
            $attempts[] = ['session' => "s$i", 'live' => $i % 2 === 0];
        }
        $DB->insert_records(proctored_attempt::TABLE, $rows);
        foreach ([30 => 8, 1000 => 16] as $silence => $most) {
            $DB->set_field(tool::TABLE, 'heardat', time() - $silence);
            $queries = $DB->perf_get_queries();
            presence::report(['at' => time(), 'attempts' => $attempts], time());
            $this->assertLessThanOrEqual($most, $DB->perf_get_queries() - $queries);
        }
        $this->assertEquals(500, $DB->count_records(proctored_attempt::TABLE, ['live' => 1]));
    }

    /**
     * An outcome is kept, an older one is not.
     */
    public function test_outcome(): void {
        $this->make_quiz();
        $attempt = $this->run_attempt();
        $sink = $this->redirectEvents();
        $body = [
            'session' => $attempt->get('sessiondata'),
            'at' => 1000,
            'incidents' => 3,
            'severities' => ['high' => 2, 'low' => 1],
            'flagged' => true,
            'verdict' => null,
            'verdict_note' => '',
            'verdict_by' => '',
        ];
        $this->assertSame(['kept' => true], review_outcome::keep($body));
        $verdict = ['at' => 2000, 'verdict' => 'invalid'] + $body;
        $verdict = ['verdict_note' => 'Two <people> at 5 <6 min', 'verdict_by' => 'Ann'] + $verdict;
        $this->assertSame(['kept' => true], review_outcome::keep($verdict));
        $this->assertSame(['kept' => true], review_outcome::keep($verdict));
        $this->assertSame(['kept' => false], review_outcome::keep(['at' => 1500] + $body));
        $attempt->read();
        $this->assertSame([3, '{"high":2,"low":1}', true, 'invalid', 'Two <people> at 5 <6 min', 'Ann', 2000], [
            $attempt->get('incidents'),
            $attempt->get('severities'),
            $attempt->get('flagged'),
            $attempt->get('verdict'),
            $attempt->get('verdictnote'),
            $attempt->get('verdictby'),
            $attempt->get('verdictat'),
        ]);
        $events = $sink->get_events();
        $this->assertCount(2, $events);
        $this->assertStringNotContainsString('people', json_encode($events[1]->get_data()));
        $this->assertStringNotContainsString('Ann', json_encode($events[1]->get_data()));
    }

    /**
     * Outcomes that are wrong.
     */
    public function test_outcome_wrong(): void {
        $this->make_quiz();
        $body = [
            'session' => $this->run_attempt()->get('sessiondata'),
            'at' => 1000,
            'incidents' => 0,
            'severities' => [],
            'flagged' => false,
            'verdict' => null,
        ];
        foreach ([
            ['at' => time() + 301],
            ['at' => '1000'],
            ['incidents' => -1],
            ['incidents' => '3'],
            ['severities' => 'none'],
            ['severities' => ['High!' => 1]],
            ['severities' => ['high' => -1]],
            ['severities' => [1, 2]],
            ['flagged' => 'yes'],
            ['verdict' => 'guilty'],
            ['verdict_note' => 5],
            ['verdict_by' => str_repeat('a', 256)],
        ] as $change) {
            $this->assert_refused(400, 'invalid_request', fn() => review_outcome::keep($change + $body));
        }
        $this->assert_refused(404, 'unknown_attempt', fn() => review_outcome::keep(['session' => 'x'] + $body));
        $this->assert_refused(404, 'unknown_attempt', fn() => review_outcome::keep(['session' => null] + $body));
        $this->assertSame(['kept' => true], review_outcome::keep($body));
    }
}
