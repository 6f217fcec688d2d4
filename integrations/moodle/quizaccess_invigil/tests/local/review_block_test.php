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
 * What each person sees of the proctoring on a review page.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers     \quizaccess_invigil\local\review_block
 */
final class review_block_test extends \advanced_testcase {
    use graded_quiz_trait;

    /**
     * The text of the block on the review page.
     *
     * @param \stdClass $user who looks
     * @param int $attemptid
     * @param string $layout of the page
     * @return string|null HTML; null: no block
     */
    private function block(\stdClass $user, int $attemptid, string $layout = 'incourse'): ?string {
        global $PAGE;
        $this->setUser($user);
        $cm = get_coursemodule_from_instance('quiz', $this->quiz->id);
        $PAGE = new \moodle_page();
        $PAGE->set_url('/mod/quiz/review.php', ['attempt' => $attemptid]);
        $PAGE->set_cm($cm);
        $PAGE->set_pagelayout($layout);
        $PAGE->blocks->load_blocks();
        review_block::add($PAGE, $attemptid);
        if (!$PAGE->blocks->get_regions()) {
            return null;
        }
        $contents = $PAGE->blocks->get_content_for_region($PAGE->blocks->get_default_region(), $PAGE->get_renderer('core'));
        foreach ($contents as $content) {
            if (($content->attributes['id'] ?? '') === 'quizaccess_invigil_review') {
                return $content->content;
            }
        }
        return null;
    }

    /**
     * Staff read flag, verdict, incidents and find the report.
     */
    public function test_staff(): void {
        $this->make_quiz(['holdgrade' => true]);
        $attempt = $this->make_attempt($this->student, [
            'flagged' => true, 'incidents' => 7, 'severities' => '{"low": 5, "high": 2, "odd": 1}',
            'verdict' => 'invalid', 'verdictby' => 'Pia & Co', 'verdictat' => time(),
        ]);
        $html = $this->block($this->teacher, (int) $attempt->get('attemptid'));
        $this->assertStringContainsString('Flagged', $html);
        $this->assertStringContainsString('Invalid', $html);
        $this->assertStringContainsString('7 (2 high, 5 low)', $html);
        $this->assertStringContainsString('Pia &amp; Co', $html);
        $this->assertStringContainsString(get_string('gradeheld_staff', 'quizaccess_invigil'), $html);
        $cm = get_coursemodule_from_instance('quiz', $this->quiz->id);
        $this->assertStringContainsString(review_block::report_url((int) $cm->id, (int) $attempt->get('id'))->out(), $html);
    }

    /**
     * The examinee reads that it was proctored, and nothing else.
     */
    public function test_examinee(): void {
        $this->make_quiz(['holdgrade' => false]);
        $attempt = $this->make_attempt($this->student, ['flagged' => true, 'incidents' => 3, 'verdict' => 'flagged']);
        $html = $this->block($this->student, (int) $attempt->get('attemptid'));
        $this->assertSame('This attempt was proctored.', trim(strip_tags($html)));
    }

    /**
     * The examinee of a held attempt is led away, with a calm word.
     */
    public function test_examinee_of_a_held_attempt(): void {
        $this->make_quiz(['holdgrade' => true]);
        $attempt = $this->make_attempt($this->student, ['flagged' => true]);
        $this->expectException(\moodle_exception::class);
        $this->expectExceptionMessageMatches('/redirect/i');
        $this->block($this->student, (int) $attempt->get('attemptid'));
    }

    /**
     * Others see no block; an attempt that was not proctored has none.
     */
    public function test_others(): void {
        $this->make_quiz();
        $attempt = $this->make_attempt($this->student, ['flagged' => true]);
        $other = $this->getDataGenerator()->create_and_enrol($this->course, 'student');
        $this->assertNull($this->block($other, (int) $attempt->get('attemptid')));

        $attemptid = (int) $attempt->get('attemptid');
        $attempt->delete();
        $this->assertNull($this->block($this->teacher, $attemptid));
    }

    /**
     * A page that has no room for blocks, as in pop-ups and some themes, opens all the same, and so does one whose blocks are
     * made already. What is to be known stands above the page then.
     */
    public function test_no_room(): void {
        global $PAGE;
        $this->make_quiz();
        $attempt = $this->make_attempt($this->student, ['flagged' => true]);
        $attemptid = (int) $attempt->get('attemptid');
        $this->assertNull($this->block($this->teacher, $attemptid, 'popup'));
        $this->assertSame([], $PAGE->blocks->get_regions());
        $this->assertStringContainsString('Flagged', $this->notices());

        $this->assertNotNull($this->block($this->teacher, $attemptid));
        $this->assertSame('', $this->notices());
        review_block::add($PAGE, $attemptid);
        $this->assertDebuggingCalled();
        $this->assertStringContainsString('Flagged', $this->notices());
    }

    /**
     * The notices of the page.
     *
     * @return string HTML
     */
    private function notices(): string {
        return implode(array_map(fn($notice) => $notice->get_message(), \core\notification::fetch()));
    }

    /**
     * An attempt whose numbers are not what they should be is shown as far as it can be.
     */
    public function test_odd_numbers(): void {
        $this->make_quiz();
        $attempt = $this->make_attempt($this->student, ['incidents' => 4, 'severities' => '{"high": "many", "low": [2]']);
        $this->assertStringContainsString('4', $this->block($this->teacher, (int) $attempt->get('attemptid')));
        $this->assertSame('', review_block::severities_text('{"high": "many", "low": [], "medium": null}'));
        $this->assertSame('', review_block::severities_text('7'));
    }

    /**
     * Words for incidents.
     */
    public function test_incidents_text(): void {
        $this->assertSame('None', review_block::incidents_text(0, null));
        $this->assertSame('4', review_block::incidents_text(4, 'not JSON'));
        $this->assertSame('4 (1 critical, 3 medium)', review_block::incidents_text(4, '{"medium":3,"critical":1,"low":0}'));
    }
}
