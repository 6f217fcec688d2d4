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

use quizaccess_invigil\lti\claim;
use quizaccess_invigil\lti\platform;
use quizaccess_invigil\tests\lti_launch_trait;

/**
 * Whose examinees a proctor may see, as launches say it and as the tool is answered.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers     \quizaccess_invigil\local\exam_groups
 * @covers     \quizaccess_invigil\lti\message_builder
 */
final class exam_groups_test extends \advanced_testcase {
    use lti_launch_trait;

    /** @var int[] Ids of groups, by name. */
    private array $groups = [];

    /**
     * A proctored quiz, a non-editing teacher and a student in group A, another student in group B.
     */
    protected function setUp(): void {
        parent::setUp();
        $this->make_site();
        foreach (['A & more' => ['teacher', 'student'], 'B' => ['other']] as $name => $members) {
            $group = $this->getDataGenerator()->create_group(['courseid' => $this->course->id, 'name' => $name]);
            $this->groups[$name[0]] = (int) $group->id;
            foreach ($members as $who) {
                groups_add_member($group, $this->users[$who]);
            }
        }
        $this->mode(SEPARATEGROUPS);
    }

    /**
     * What a launch says of groups.
     *
     * @param string $who
     * @param string $what
     * @param proctored_attempt|null $attempt
     * @return array without what it says of other things
     */
    private function said(string $who, string $what, ?proctored_attempt $attempt = null): array {
        $custom = $this->launch($who, $what, $attempt)[claim::CUSTOM];
        $this->assertSame(platform::url('groups.php'), $custom['invigil_groups_url']);
        return array_filter($custom, fn($name) => str_starts_with($name, 'invigil_group') && !str_ends_with($name, '_url'), 2);
    }

    /**
     * Sets how the quiz keeps groups apart.
     *
     * @param int $mode
     */
    private function mode(int $mode): void {
        set_coursemodule_groupmode($this->quiz->cmid, $mode);
    }

    /**
     * What the tool is answered.
     *
     * @param string[] $staff keys of users
     * @param string[] $examinees keys of users
     * @return array decoded as the tool decodes it
     */
    private function answered(array $staff, array $examinees = []): array {
        $ids = fn($names) => array_map(fn($name) => (string) $this->users[$name]->id, $names);
        $link = choice::of_quiz((int) $this->quiz->id)->get('linkid');
        $this->setUser(0);
        $answer = exam_groups::answer(['link' => $link, 'staff' => $ids($staff), 'examinees' => $ids($examinees)]);
        return json_decode(json_encode($answer), true);
    }

    /**
     * A proctor of separate groups is told with their own groups, an examinee with theirs, a teacher with all.
     */
    public function test_launches(): void {
        $names = json_encode([$this->groups['A'] => 'A & more', $this->groups['B'] => 'B']);
        $ofa = json_encode([(string) $this->groups['A']]);
        $this->assertEquals(['invigil_groups' => $ofa, 'invigil_group_names' => $names], $this->said('teacher', 'console'));
        $this->assertSame('all', $this->said('editingteacher', 'console')['invigil_groups']);
        $this->assertEquals(['invigil_groups' => $ofa], $this->said('student', 'start'));
        $report = $this->said('teacher', 'report', $this->row());
        $this->assertSame($ofa, $report['invigil_groups_of_user']);
    }

    /**
     * Whom a mode of groups lets a non-editing teacher see.
     */
    public function test_modes(): void {
        $ofa = json_encode([(string) $this->groups['A']]);
        foreach ([NOGROUPS => 'all', VISIBLEGROUPS => 'all', SEPARATEGROUPS => $ofa] as $mode => $said) {
            $this->mode($mode);
            $this->assertSame($said, $this->said('teacher', 'console')['invigil_groups']);
        }
        groups_remove_member($this->groups['A'], $this->users['teacher']);
        $this->assertSame('[]', $this->said('teacher', 'console')['invigil_groups']);
    }

    /**
     * Only groups of the quiz's grouping count, and only those for participation.
     */
    public function test_grouping_and_participation(): void {
        global $DB;
        $grouping = $this->getDataGenerator()->create_grouping(['courseid' => $this->course->id]);
        groups_assign_grouping($grouping->id, $this->groups['B']);
        groups_add_member($this->groups['B'], $this->users['student']);
        $DB->set_field('course_modules', 'groupingid', $grouping->id, ['id' => $this->quiz->cmid]);
        rebuild_course_cache($this->course->id, true);
        $found = $this->answered(['teacher'], ['student', 'other']);
        $b = [(string) $this->groups['B']];
        $this->assertSame([$this->groups['B'] => 'B'], $found['groups']);
        $this->assertSame([], $found['staff'][$this->users['teacher']->id]);
        $this->assertSame([$b, $b], array_values($found['examinees']));
        $DB->set_field('groups', 'participation', 0, ['id' => $this->groups['B']]);
        $this->assertSame([[], []], array_values($this->answered([], ['student', 'other'])['examinees']));
    }

    /**
     * What has changed is in the next answer: members, rights, the mode, and who may proctor at all.
     */
    public function test_answers_follow(): void {
        $teacher = $this->users['teacher']->id;
        $a = (string) $this->groups['A'];
        $b = (string) $this->groups['B'];
        $found = $this->answered(['teacher', 'editingteacher'], ['student', 'other', 'editingteacher']);
        $this->assertSame([[$a], 'all'], array_values($found['staff']));
        $this->assertSame([[$a], [$b], []], array_values($found['examinees']));
        groups_add_member($this->groups['B'], $this->users['teacher']);
        $this->assertSame([$a, $b], $this->answered(['teacher'])['staff'][$teacher]);
        $role = $this->getDataGenerator()->create_role();
        assign_capability('moodle/site:accessallgroups', CAP_ALLOW, $role, \context_system::instance());
        role_assign($role, $teacher, \context_module::instance($this->quiz->cmid));
        $this->assertSame('all', $this->answered(['teacher'])['staff'][$teacher]);
        role_unassign_all(['userid' => $teacher]);
        $this->assertSame([], $this->answered(['teacher'])['staff'][$teacher]);
    }

    /**
     * Agrees with what Moodle itself shows a proctor.
     */
    public function test_as_moodle_does(): void {
        [$course, $cm] = get_course_and_cm_from_instance($this->quiz->id, 'quiz');
        groups_add_member($this->groups['B'], $this->users['student']);
        foreach (['student', 'other'] as $who) {
            $this->setUser($this->users['teacher']);
            $visible = groups_user_groups_visible($course, $this->users[$who]->id, $cm);
            $found = $this->answered(['teacher'], [$who]);
            $this->assertSame($visible, (bool) array_intersect(reset($found['staff']), reset($found['examinees'])));
        }
    }

    /**
     * A question that cannot be answered.
     */
    public function test_refused(): void {
        $link = choice::of_quiz((int) $this->quiz->id)->get('linkid');
        $people = array_map('strval', range(1, exam_groups::MOST + 1));
        foreach (
            [
                ['unknown_link', ['link' => 'x', 'staff' => [], 'examinees' => []]],
                ['unknown_link', ['staff' => [], 'examinees' => []]],
                ['invalid_request', ['link' => $link, 'examinees' => []]],
                ['invalid_request', ['link' => $link, 'staff' => ['a' => '1'], 'examinees' => []]],
                ['invalid_request', ['link' => $link, 'staff' => [], 'examinees' => $people]],
            ] as [$error, $body]
        ) {
            try {
                exam_groups::answer($body);
                $this->fail('Answered: ' . json_encode($body));
            } catch (refusal $e) {
                $this->assertSame($error, $e->error);
            }
        }
        $none = exam_groups::answer(['link' => $link, 'staff' => ['x', 7, '-1'], 'examinees' => ['0']]);
        $this->assertSame('{"staff":{},"examinees":{}}', json_encode(array_slice($none, 1)));
    }
}
