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

use quizaccess_invigil\tests\graded_quiz_trait;

/**
 * That held results are not shown by reports that ask no access rule.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers     \quizaccess_invigil\local\held_reports
 */
final class held_reports_test extends \advanced_testcase {
    use graded_quiz_trait;

    /**
     * Clears what a request brings.
     */
    protected function tearDown(): void {
        unset($_GET['id'], $_GET['course']);
        parent::tearDown();
    }

    /**
     * Where one person is led who opens a report.
     *
     * @param \stdClass $viewer
     * @param string $script
     * @param array $params of the request
     * @return string '' if it opens
     */
    private function open(\stdClass $viewer, string $script, array $params): string {
        $this->setUser($viewer);
        $_GET = $params + $_GET;
        return (string) held_reports::detour($script)?->out(false);
    }

    /**
     * Recent activity, as one person sees it.
     *
     * @param \stdClass $viewer
     * @return string
     */
    private function recent(\stdClass $viewer): string {
        return $this->open($viewer, held_reports::RECENT, ['id' => $this->course->id]);
    }

    /**
     * The student's activity report, as one person sees it.
     *
     * @param \stdClass $viewer
     * @return string
     */
    private function activity(\stdClass $viewer): string {
        return $this->open($viewer, held_reports::ACTIVITY, ['id' => $this->student->id, 'course' => $this->course->id]);
    }

    /**
     * The examinee is led away from both while the result is held, and not after.
     */
    public function test_the_examinee(): void {
        global $DB;
        $this->make_quiz(['holdgrade' => true]);
        $DB->set_field('course', 'showreports', 1, ['id' => $this->course->id]);
        $attempt = $this->make_attempt($this->student, ['flagged' => true]);
        foreach (['recent', 'activity'] as $report) {
            $this->assertStringContainsString('/course/view.php?id=' . $this->course->id, $this->$report($this->student), $report);
        }
        $this->assertSame('', $this->open($this->student, '/course/view.php', ['id' => $this->course->id]));
        $attempt->set('verdict', 'clear');
        $attempt->save();
        foreach (['recent', 'activity'] as $report) {
            $this->assertSame('', $this->$report($this->student), $report);
        }
    }

    /**
     * Moodle's own door, require_login(), leads away.
     */
    public function test_by_require_login(): void {
        global $PAGE, $SCRIPT;
        $this->make_quiz(['holdgrade' => true]);
        $this->make_attempt($this->student, ['flagged' => true]);
        $this->setUser($this->student);
        $_GET['id'] = $this->course->id;
        $before = $SCRIPT;
        $opened = [];
        foreach (['/course/view.php', held_reports::RECENT] as $SCRIPT) {
            $PAGE = new \moodle_page();
            try {
                require_login($this->course);
                $opened[] = $SCRIPT;
            } catch (\moodle_exception $e) {
                $this->assertSame('redirecterrordetected', $e->errorcode);
            }
        }
        $SCRIPT = $before;
        $this->assertSame(['/course/view.php'], $opened);
    }

    /**
     * Staff see everything. Classmates see Moodle's own refusal, and do not learn from us that there is something to hold.
     */
    public function test_others(): void {
        global $DB;
        $this->make_quiz(['holdgrade' => true]);
        $DB->set_field('course', 'showreports', 1, ['id' => $this->course->id]);
        $this->make_attempt($this->student, ['flagged' => true]);
        $other = $this->getDataGenerator()->create_and_enrol($this->course, 'student');
        foreach ([$this->teacher, $other] as $viewer) {
            $this->assertSame('', $this->recent($viewer));
            $this->assertSame('', $this->activity($viewer));
        }
    }

    /**
     * A parent may see the report of their child, but not what is hidden in it.
     */
    public function test_a_parent(): void {
        global $DB;
        $this->make_quiz(['holdgrade' => true]);
        $DB->set_field('course', 'showreports', 1, ['id' => $this->course->id]);
        $attempt = $this->make_attempt($this->student, ['flagged' => true]);
        $parent = $this->getDataGenerator()->create_user();
        $roleid = $this->getDataGenerator()->create_role();
        $context = \context_user::instance($this->student->id);
        assign_capability('moodle/user:viewuseractivitiesreport', CAP_ALLOW, $roleid, $context->id);
        role_assign($roleid, $parent->id, $context->id);
        $this->assertStringContainsString('/user/profile.php?id=' . $this->student->id, $this->activity($parent));
        $attempt->set('flagged', false);
        $attempt->save();
        $this->assertSame('', $this->activity($parent));
    }

    /**
     * A quiz that does not hold, a course that is not there, and a result in another course hold nobody up.
     */
    public function test_nothing_held_here(): void {
        $this->make_quiz(['holdgrade' => true]);
        $this->make_attempt($this->student, ['flagged' => true]);
        $held = $this->course;
        $this->course = $this->getDataGenerator()->create_course();
        $this->getDataGenerator()->enrol_user($this->student->id, $this->course->id);
        $this->assertSame('', $this->recent($this->student));
        $this->assertSame('', $this->open($this->student, held_reports::RECENT, ['id' => 0]));
        $this->assertSame('', $this->open($this->student, held_reports::ACTIVITY, ['id' => $this->student->id, 'course' => 0]));
        $this->assertTrue(held_grade::is_held_in_course((int) $held->id, (int) $this->student->id));
    }

    /**
     * Other pages cost no query.
     */
    public function test_other_pages_cost_nothing(): void {
        global $DB;
        $reads = $DB->perf_get_reads();
        held_reports::cover('/course/view.php');
        held_reports::cover('');
        $this->assertSame($reads, $DB->perf_get_reads());
    }
}
