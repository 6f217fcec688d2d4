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

use core_external\external_api;
use quizaccess_invigil\tests\graded_quiz_trait;

/**
 * That the block "Activity results" tells nobody of a held grade, and everybody of the others.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers     \quizaccess_invigil\local\held_block
 * @covers     \quizaccess_invigil\hook_callbacks
 */
final class held_block_test extends \advanced_testcase {
    use graded_quiz_trait;

    /** @var \stdClass Somebody else in the course. */
    private \stdClass $classmate;

    /**
     * A quiz that holds marks, and the block for it.
     */
    private function make_block(): void {
        $this->make_quiz(['holdgrade' => true]);
        $this->classmate = $this->getDataGenerator()->create_and_enrol($this->course, 'student', ['firstname' => 'Bo']);
        $item = \grade_item::fetch(['itemmodule' => 'quiz', 'iteminstance' => $this->quiz->id, 'itemnumber' => 0]);
        $page = $this->page();
        $page->blocks->load_blocks();
        $page->blocks->add_block('activity_results', 'side-pre', 0, false, 'course-view-*');
        $block = $this->block($this->page());
        $block->instance_config_save((object) [
            'activitygradeitemid' => $item->id, 'showbest' => 3, 'showworst' => 0, 'usegroups' => 0, 'nameformat' => 1,
            'gradeformat' => 3, 'decimalpoints' => 2,
        ]);
    }

    /**
     * The course's page.
     *
     * @return \moodle_page
     */
    private function page(): \moodle_page {
        $page = new \moodle_page();
        $page->set_course($this->course);
        $page->set_pagelayout('course');
        $page->set_pagetype('course-view-topics');
        $page->set_url('/course/view.php', ['id' => $this->course->id]);
        return $page;
    }

    /**
     * The block on a page.
     *
     * @param \moodle_page $page
     * @return \block_base
     */
    private function block(\moodle_page $page): \block_base {
        $page->blocks->load_blocks();
        return array_values(array_filter(
            $page->blocks->get_blocks_for_region('side-pre'),
            fn($block) => $block->name() === 'activity_results'
        ))[0];
    }

    /**
     * What is in the block for somebody, as Moodle's own hook leaves it, and what its web service answers.
     *
     * @param \stdClass $user
     * @return string[]
     */
    private function seen(\stdClass $user): array {
        $this->setUser($user);
        $page = $this->page();
        $hook = new \core\hook\output\before_http_headers($page->get_renderer('core'));
        \core\di::get(\core\hook\manager::class)->dispatch($hook);
        $_POST['sesskey'] = sesskey();
        $answer = external_api::call_external_function(
            'core_block_get_course_blocks',
            ['courseid' => $this->course->id, 'returncontents' => 1]
        );
        unset($_POST['sesskey']);
        $this->assertFalse($answer['error'], json_encode($answer));
        $blocks = array_filter($answer['data']['blocks'], fn($block) => $block['name'] === 'activity_results');
        $this->assertCount(1, $blocks);
        return [$this->block($page)->get_content()->text, reset($blocks)['contents']['content'] ?? ''];
    }

    /**
     * A mark of the quiz is not in it at all; those of others are.
     */
    public function test_held_mark(): void {
        $this->make_block();
        $this->make_attempt($this->classmate);
        $attempt = $this->make_attempt($this->student, ['flagged' => true]);
        foreach ([$this->student, $this->classmate, $this->teacher] as $user) {
            foreach ($this->seen($user) as $html) {
                $this->assertStringNotContainsString('Ada', $html);
                $this->assertStringContainsString('Bo', $html);
            }
        }
        $attempt->set('verdict', 'clear');
        $attempt->save();
        held_grade::refresh((int) $this->quiz->id, (int) $this->student->id);
        foreach ($this->seen($this->classmate) as $html) {
            $this->assertStringContainsString('Ada', $html);
        }
    }

    /**
     * A grade that a teacher has written over the mark stays in the gradebook: while it is held only staff see the block.
     */
    public function test_overridden_grade(): void {
        $this->make_block();
        $attempt = $this->make_attempt($this->student);
        $item = \grade_item::fetch(['itemmodule' => 'quiz', 'iteminstance' => $this->quiz->id, 'itemnumber' => 0]);
        $item->update_final_grade($this->student->id, 33, 'gradebook');
        foreach ($this->seen($this->classmate) as $html) {
            $this->assertStringContainsString('33.00', $html);
        }
        $attempt->set('flagged', true);
        $attempt->save();
        held_grade::refresh((int) $this->quiz->id, (int) $this->student->id);
        $this->assertSame([['', ''], ['', '']], [$this->seen($this->student), $this->seen($this->classmate)]);
        foreach ($this->seen($this->teacher) as $html) {
            $this->assertStringContainsString('33.00', $html);
        }
    }

    /**
     * A page without the block costs no query more than Moodle's own, the site's front page none.
     */
    public function test_other_pages(): void {
        global $DB;
        $this->make_quiz(['holdgrade' => true]);
        $page = $this->page();
        $page->blocks->load_blocks();
        $front = new \moodle_page();
        $front->set_course(get_site());
        $reads = $DB->perf_get_reads();
        held_block::cover($page);
        held_block::cover($front);
        $this->assertSame($reads, $DB->perf_get_reads());
    }
}
