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

namespace quiz_invigil;

use quiz_invigil\local\filter;
use quiz_invigil\local\people;
use quiz_invigil\local\summary;
use quiz_invigil\output\attempts_table;
use quiz_invigil\tests\shown_report_trait;
use quizaccess_invigil\local\choice;
use quizaccess_invigil\local\proctored_attempt;
use quizaccess_invigil\tests\graded_quiz_trait;

/**
 * The tab "Proctoring": what is in it, for whom.
 *
 * @package    quiz_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers     \quiz_invigil_report
 * @covers     \quiz_invigil\local\filter
 * @covers     \quiz_invigil\local\people
 * @covers     \quiz_invigil\local\summary
 * @covers     \quiz_invigil\output\attempts_table
 * @covers     \quiz_invigil\output\report_head
 */
final class report_test extends \advanced_testcase {
    use graded_quiz_trait;
    use shown_report_trait;

    /** @var \stdClass Another student. */
    private \stdClass $other;

    /**
     * Two students: Ada's attempt is flagged and waits, Bo's was ended by a proctor and has a verdict.
     *
     * @param array $course settings of the course module
     */
    private function make_two(array $course = []): void {
        global $DB;
        $this->make_quiz();
        $this->other = $this->getDataGenerator()->create_and_enrol(
            $this->course,
            'student',
            ['firstname' => 'Bo', 'lastname' => 'Björk', 'email' => 'bo@example.edu']
        );
        $this->make_attempt($this->student, ['flagged' => true, 'incidents' => 3, 'severities' => '{"high":1,"low":2}']);
        $this->make_attempt($this->other, [
            'state' => proctored_attempt::TERMINATED, 'creditseconds' => 150, 'verdict' => 'invalid',
            'verdictby' => 'Pia Proctor', 'verdictat' => 1767261600, 'verdictnote' => 'Two people',
        ]);
        if ($course) {
            $DB->update_record('course_modules', $course + ['id' => $this->cm()->id]);
            rebuild_course_cache($this->course->id, true);
        }
    }

    /**
     * Names of those whom a filter leaves.
     *
     * @param filter $filter
     * @param int $groupid
     * @return string[]
     */
    private function who(filter $filter, int $groupid = 0): array {
        global $DB;
        [$from, $where, $params] = filter::scope((int) $this->quiz->id, $groupid, \context_module::instance($this->quiz->cmid));
        [$filterwhere, $filterparams] = $filter->where();
        $sql = "SELECT p.id, u.firstname FROM $from WHERE $where AND $filterwhere ORDER BY u.firstname";
        return array_values($DB->get_records_sql_menu($sql, $params + $filterparams));
    }

    /**
     * Everything that the contract with the teacher promises is in the table.
     */
    public function test_content(): void {
        $this->make_two();
        $html = $this->report($this->teacher);
        foreach (
            ['Ada Student', 'Bo Björk', 'bo@example.edu', 'Handed in', 'Ended by a proctor', '1 high, 2 low',
            'Waiting for a person', 'Invalid', 'Pia Proctor', '2 mins 30 secs', '/mod/quiz/review.php',
            '/mod/quiz/report/invigil/attempt.php'] as $expected
        ) {
            $this->assertStringContainsString($expected, $html);
        }
        // The table's own download and the live console.
        $this->assertStringContainsString('name="download"', $html);
        $this->assertMatchesRegularExpression('~launch\.php\?cmid=\d+&amp;what=console"[^>]*target="_blank"~', $html);
    }

    /**
     * The numbers above the table.
     */
    public function test_summary(): void {
        $this->make_two();
        $summary = summary::of_quiz((int) $this->quiz->id, 0, \context_module::instance($this->quiz->cmid));
        $this->assertSame(
            [2, 1, 1, 1],
            [$summary->attempts, $summary->flagged, $summary->waiting, $summary->terminated]
        );
    }

    /**
     * Each filter alone.
     */
    public function test_filters(): void {
        $this->make_two();
        $this->assertSame(['Ada', 'Bo'], $this->who(new filter()));
        $this->assertSame(['Bo'], $this->who(new filter(state: proctored_attempt::TERMINATED)));
        $this->assertSame(['Ada'], $this->who(new filter(flagged: true)));
        $this->assertSame(['Ada'], $this->who(new filter(incidents: true)));
        $this->assertSame(['Ada'], $this->who(new filter(verdict: filter::WAITING)));
        $this->assertSame(['Bo'], $this->who(new filter(verdict: 'invalid')));
        $this->assertSame([], $this->who(new filter(verdict: 'clear')));
        $this->assertSame(['Ada'], $this->who(new filter(search: 'ada stu')));
        $this->assertSame([], $this->who(new filter(search: '%')));
        $this->assertSame([], $this->who(new filter(flagged: true, verdict: 'invalid')));
    }

    /**
     * What the request asks for; nonsense is "any".
     */
    public function test_filter_from_request(): void {
        $_GET = ['state' => 'paused', 'verdict' => 'waiting', 'flagged' => '1', 'search' => ' Ada '];
        $this->assertEquals(new filter('paused', 'waiting', true, false, 'Ada'), filter::from_request());
        $_GET = ['state' => 'drunk', 'verdict' => 'guilty', 'flagged' => '0'];
        $this->assertEquals(new filter(), filter::from_request());
        $this->assertSame([], (new filter())->params());
        $_GET = [];
    }

    /**
     * A filter that leaves nobody says so, and how to see all.
     */
    public function test_no_match(): void {
        $this->make_two();
        $html = $this->report($this->teacher, ['search' => 'Nobody <b>']);
        $this->assertStringContainsString(get_string('emptyfilter', 'quiz_invigil'), $html);
        $this->assertStringContainsString('Nobody', $html);
        $this->assertStringNotContainsString('Nobody <b>', $html);
    }

    /**
     * Without attempts the page says why.
     */
    public function test_empty(): void {
        $this->make_quiz();
        $this->assertStringContainsString(get_string('emptyquiz', 'quiz_invigil'), $this->report($this->teacher));
        $choice = choice::of_quiz((int) $this->quiz->id);
        $choice->set('enabled', false);
        $choice->save();
        $html = $this->report($this->teacher);
        $this->assertStringContainsString(get_string('emptynotproctored', 'quiz_invigil'), $html);
        $this->assertStringNotContainsString('what=console', $html);
    }

    /**
     * Separate groups: who has a group sees that one; who has none sees nobody; who sees all groups sees all.
     */
    public function test_separate_groups(): void {
        $this->make_two(['groupmode' => SEPARATEGROUPS]);
        $generator = $this->getDataGenerator();
        $group = $generator->create_group(['courseid' => $this->course->id]);
        $tutor = $generator->create_and_enrol($this->course, 'teacher');
        $html = $this->report($tutor);
        $this->assertStringNotContainsString('Ada Student', $html);
        $this->assertStringNotContainsString('Bo Björk', $html);

        $generator->create_group_member(['groupid' => $group->id, 'userid' => $tutor->id]);
        $generator->create_group_member(['groupid' => $group->id, 'userid' => $this->student->id]);
        $html = $this->report($tutor);
        $this->assertStringContainsString('Ada Student', $html);
        $this->assertStringNotContainsString('Bo Björk', $html);
        $this->assertSame(['Ada'], $this->who(new filter(), (int) $group->id));
        $this->assertSame([], $this->who(new filter(), \quiz_invigil_report::NO_GROUPS_ALLOWED));

        $this->assertStringContainsString('Bo Björk', $this->report($this->teacher));
    }

    /**
     * Both capabilities are needed.
     */
    public function test_capabilities(): void {
        global $DB;
        $this->make_two();
        $context = \context_module::instance($this->quiz->cmid);
        $role = $DB->get_field('role', 'id', ['shortname' => 'editingteacher']);
        foreach (['mod/quiz:viewreports', 'quizaccess/invigil:proctor'] as $capability) {
            assign_capability($capability, CAP_PROHIBIT, $role, $context->id, true);
            $this->setUser($this->teacher);
            try {
                people::require_report($context);
                $this->fail($capability);
            } catch (\required_capability_exception $e) {
                $this->assertSame('nopermissions', $e->errorcode);
            }
            assign_capability($capability, CAP_ALLOW, $role, $context->id, true);
        }
        $this->expectException(\required_capability_exception::class);
        $this->report($this->student);
    }

    /**
     * The console is for those who proctor: named ones, if the teacher named some, and who made the quiz.
     */
    public function test_who_may_watch(): void {
        $this->make_quiz();
        $context = \context_module::instance($this->quiz->cmid);
        $tutor = $this->getDataGenerator()->create_and_enrol($this->course, 'teacher');
        $this->setUser($tutor);
        $this->assertTrue(people::may_watch((int) $this->quiz->id, $context));
        $choice = choice::of_quiz((int) $this->quiz->id);
        $choice->set('proctors', (string) $this->student->id);
        $choice->save();
        $this->assertFalse(people::may_watch((int) $this->quiz->id, $context));
        $this->setUser($this->teacher);
        $this->assertTrue(people::may_watch((int) $this->quiz->id, $context));
        $this->setUser($this->student);
        $this->assertFalse(people::may_watch((int) $this->quiz->id, $context));
    }

    /**
     * The download has plain text, and columns that the screen has no room for.
     */
    public function test_download(): void {
        $this->make_two();
        $this->setUser($this->teacher);
        $context = \context_module::instance($this->quiz->cmid);
        $table = new attempts_table($this->quiz, $this->cm(), $context);
        $table->is_downloading('csv', 'proctoring', 'Proctoring');
        $table->prepare(new filter(), 0, new \moodle_url('/mod/quiz/report.php'));
        // Setting up a download begins to send the file, past any output buffer of ours.
        $this->expectOutputRegex('/^\x{FEFF}?/u');
        $table->setup();
        $table->query_db(0, false);
        $rows = [];
        foreach ($table->rawdata as $row) {
            $row = $table->format_row($row);
            $rows[$row['fullname']] = $row;
        }
        $this->assertEqualsCanonicalizing(['Ada Student', 'Bo Björk'], array_keys($rows));
        $this->assertSame('1 high, 2 low', $rows['Ada Student']['severities']);
        $this->assertSame('Flagged', $rows['Ada Student']['flagged']);
        $bo = $rows['Bo Björk'];
        $this->assertSame(
            ['bo@example.edu', 'Invalid', 'Pia Proctor', 'Two people'],
            [$bo['email'], $bo['verdict'], $bo['verdictby'], $bo['verdictnote']]
        );
        $this->assertStringNotContainsString('<', implode('', $bo));
    }

    /**
     * The report is registered for the tab, after "Grades", and for proctors only.
     */
    public function test_registered(): void {
        global $DB;
        $report = $DB->get_record('quiz_reports', ['name' => 'invigil'], '*', MUST_EXIST);
        $this->assertSame('quizaccess/invigil:proctor', $report->capability);
        $this->assertLessThan($DB->get_field('quiz_reports', 'displayorder', ['name' => 'overview']), $report->displayorder);
    }
}
