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
 * Which grades are kept from the examinee, and when they are let go.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers     \quizaccess_invigil\local\held_grade
 */
final class held_grade_test extends \advanced_testcase {
    use graded_quiz_trait;

    /**
     * Asserts whether the student's grade is hidden, and by us, and whether the mark is there.
     *
     * @param int $hidden as in grade_grades
     * @param int $held one of held_grade's FREE, HIDDEN and HELD
     * @param proctored_attempt $attempt
     * @param float $mark what the gradebook has when nothing is held
     */
    private function assert_grade(int $hidden, int $held, proctored_attempt $attempt, float $mark = 100): void {
        global $DB;
        $this->assertSame($hidden, (int) $this->grade_of($this->student)->hidden);
        $this->assertSame($held, (int) $attempt->read()->get('gradeheld'));
        $mark = $held === held_grade::FREE ? $mark : null;
        $of = ['quiz' => $this->quiz->id, 'userid' => $this->student->id];
        $this->assertEquals($mark, $DB->get_field('quiz_grades', 'grade', $of) ?: null);
        $this->assertEquals($mark, $this->grade_of($this->student)->finalgrade);
        $this->assertEquals($mark, $this->grade_of($this->student)->rawgrade);
    }

    /**
     * Cases of the rule.
     *
     * @return array[]
     */
    public static function rule_provider(): array {
        return [
            'nothing said' => [false, ['flagged' => false]],
            'flagged, no verdict' => [true, ['flagged' => true]],
            'flagged, verdict clear' => [false, ['flagged' => true, 'verdict' => 'clear']],
            'not flagged, verdict flagged' => [true, ['flagged' => false, 'verdict' => 'flagged']],
            'verdict invalid' => [true, ['flagged' => true, 'verdict' => 'invalid']],
            'ended by a proctor' => [true, ['flagged' => true, 'state' => proctored_attempt::TERMINATED]],
        ];
    }

    /**
     * The rule, and the gradebook after it.
     *
     * @dataProvider rule_provider
     * @param bool $held
     * @param array $row
     */
    public function test_rule(bool $held, array $row): void {
        $this->make_quiz(['holdgrade' => true]);
        $attempt = $this->make_attempt($this->student, $row);
        held_grade::refresh((int) $this->quiz->id, (int) $this->student->id);

        $this->assertSame($held, held_grade::is_held((int) $attempt->get('attemptid')));
        $this->assertSame($held, held_grade::is_held_for_user((int) $this->quiz->id, (int) $this->student->id));
        $this->assert_grade($held ? 1 : 0, $held ? held_grade::HIDDEN : held_grade::FREE, $attempt);
    }

    /**
     * Without the setting, and with proctoring switched off, nothing is held.
     */
    public function test_only_where_it_is_set(): void {
        $this->make_quiz(['holdgrade' => false]);
        $attempt = $this->make_attempt($this->student, ['flagged' => true]);
        held_grade::refresh((int) $this->quiz->id, (int) $this->student->id);
        $this->assert_grade(0, held_grade::FREE, $attempt);

        $choice = choice::of_quiz((int) $this->quiz->id);
        $choice->set('holdgrade', true);
        $choice->save();
        held_grade::refresh_quiz((int) $this->quiz->id);
        $this->assert_grade(1, held_grade::HIDDEN, $attempt);

        $choice->set('enabled', false);
        $choice->save();
        held_grade::refresh_quiz((int) $this->quiz->id);
        $this->assert_grade(0, held_grade::FREE, $attempt);
    }

    /**
     * An attempt that still goes on holds nothing: the grade is that of earlier attempts.
     */
    public function test_not_before_it_is_handed_in(): void {
        $this->make_quiz(['holdgrade' => true]);
        $first = $this->make_attempt($this->student);
        $second = $this->make_attempt($this->student, ['flagged' => true], false);
        held_grade::refresh((int) $this->quiz->id, (int) $this->student->id);
        $this->assert_grade(0, held_grade::FREE, $second);

        $this->hand_in((int) $second->get('attemptid'));
        $second->read();
        $second->set('state', proctored_attempt::COMPLETE);
        $second->save();
        held_grade::refresh((int) $this->quiz->id, (int) $this->student->id);
        $this->assert_grade(1, held_grade::HIDDEN, $second);
        $this->assertFalse((bool) $first->read()->get('gradeheld'));
    }

    /**
     * A verdict lets the grade go; taking the flag away does so too.
     */
    public function test_release(): void {
        $this->make_quiz(['holdgrade' => true]);
        $attempt = $this->make_attempt($this->student, ['flagged' => true]);
        foreach ([['verdict' => 'clear'], ['verdict' => null, 'flagged' => false]] as $release) {
            $attempt->read();
            $attempt->set_many(['flagged' => true, 'verdict' => null]);
            $attempt->save();
            held_grade::refresh((int) $this->quiz->id, (int) $this->student->id);
            $this->assert_grade(1, held_grade::HIDDEN, $attempt);

            $attempt->set_many($release);
            $attempt->save();
            held_grade::refresh((int) $this->quiz->id, (int) $this->student->id);
            $this->assert_grade(0, held_grade::FREE, $attempt);
        }
    }

    /**
     * What a teacher has hidden is never shown by us, neither for good nor until a day to come.
     */
    public function test_hidden_by_a_teacher_stays_hidden(): void {
        $this->make_quiz(['holdgrade' => true]);
        $attempt = $this->make_attempt($this->student);
        foreach ([1, time() + WEEKSECS] as $hidden) {
            $this->grade_of($this->student)->set_hidden($hidden);
            $attempt->read();
            $attempt->set_many(['flagged' => true, 'verdict' => null]);
            $attempt->save();
            held_grade::refresh((int) $this->quiz->id, (int) $this->student->id);
            $this->assert_grade($hidden, held_grade::HELD, $attempt);

            $attempt->set('verdict', 'clear');
            $attempt->save();
            held_grade::refresh((int) $this->quiz->id, (int) $this->student->id);
            $this->assert_grade($hidden, held_grade::FREE, $attempt);
        }
    }

    /**
     * A grade that a teacher shows while it is held is hidden at the next change.
     */
    public function test_shown_by_a_teacher_is_hidden_again(): void {
        $this->make_quiz(['holdgrade' => true]);
        $attempt = $this->make_attempt($this->student, ['flagged' => true]);
        held_grade::refresh((int) $this->quiz->id, (int) $this->student->id);
        $this->grade_of($this->student)->set_hidden(0);
        held_grade::refresh((int) $this->quiz->id, (int) $this->student->id);
        $this->assert_grade(1, held_grade::HIDDEN, $attempt);
    }

    /**
     * A grade that is made or changed while the attempt is held is hidden at once.
     */
    public function test_new_grade_while_held(): void {
        $this->make_quiz(['holdgrade' => true]);
        // Flagged before anything was graded: the grade comes with the handing in.
        $attempt = $this->make_attempt($this->student, ['flagged' => true]);
        $this->assert_grade(1, held_grade::HIDDEN, $attempt);

        $this->grade_of($this->student)->set_hidden(0);
        grade_update('mod/quiz', $this->course->id, 'mod', 'quiz', $this->quiz->id, 0, [
            'userid' => $this->student->id, 'rawgrade' => 40,
        ]);
        $this->assert_grade(1, held_grade::HIDDEN, $attempt);

        // A regrade of the whole course keeps it.
        grade_regrade_final_grades($this->course->id);
        $this->assert_grade(1, held_grade::HIDDEN, $attempt);
    }

    /**
     * The grades of others, and of other activities, pass by without a query.
     */
    public function test_other_grades_cost_nothing(): void {
        global $DB;
        $this->make_quiz(['holdgrade' => true]);
        $item = $this->getDataGenerator()->create_grade_item(['courseid' => $this->course->id]);
        $grade = new \grade_grade(['itemid' => $item->id, 'userid' => $this->student->id], false);
        $grade->load_grade_item();
        $grade->insert();
        $event = \core\event\user_graded::create_from_grade($grade);
        $reads = $DB->perf_get_reads();
        held_grade::user_graded($event);
        $this->assertSame(0, $DB->perf_get_reads() - $reads);
    }

    /**
     * Somebody else's attempt changes nothing.
     */
    public function test_only_the_examinee(): void {
        $this->make_quiz(['holdgrade' => true]);
        $other = $this->getDataGenerator()->create_and_enrol($this->course, 'student');
        $this->make_attempt($this->student, ['flagged' => true]);
        $this->make_attempt($other);
        held_grade::refresh_quiz((int) $this->quiz->id);
        $this->assertSame(1, (int) $this->grade_of($this->student)->hidden);
        $this->assertSame(0, (int) $this->grade_of($other)->hidden);
        $this->assertFalse(held_grade::is_held_for_user((int) $this->quiz->id, (int) $other->id));
    }
}
