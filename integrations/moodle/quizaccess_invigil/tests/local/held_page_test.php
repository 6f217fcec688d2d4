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

use moodle_url;
use quizaccess_invigil\output\held;
use quizaccess_invigil\tests\configured_quiz_trait;

/**
 * The page in place of a quiz page that may not open.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers     \quizaccess_invigil\local\held_page
 * @covers     \quizaccess_invigil\output\held
 */
final class held_page_test extends \advanced_testcase {
    use configured_quiz_trait;

    /** @var array As a quiz page posts it. */
    const POST = [
        'q7:1_answer' => "1 < 2 & \"quoted\"\n</textarea><script>alert(1)</script>",
        'choice' => ['a' => ['0' => 'x', '1' => 'y'], 'b"><i' => 'z'],
        'timeup' => '1',
        'sesskey' => 'abc',
    ];

    /**
     * A row with a message.
     *
     * @return proctored_attempt not saved
     */
    private function attempt(): proctored_attempt {
        return new proctored_attempt(0, (object) [
            'quizid' => 1, 'userid' => 2, 'attemptnumber' => 1, 'sessiondata' => 'x', 'message' => 'Light & "camera", please',
        ]);
    }

    /**
     * The page as a document.
     *
     * @param string $reason
     * @param array $post
     * @return array the page's DOMXPath and its HTML
     */
    private function page(string $reason, array $post = []): array {
        global $OUTPUT, $PAGE;
        $PAGE->set_url('/mod/quiz/accessrule/invigil/held.php');
        $action = new moodle_url('/mod/quiz/processattempt.php', ['cmid' => 9]);
        $html = $OUTPUT->render(new held(9, $reason, $this->attempt(), held_page::url(9, null, 3), $action, $post));
        $document = new \DOMDocument();
        $document->loadHTML('<?xml encoding="utf-8">' . $html, LIBXML_NOERROR);
        return [new \DOMXPath($document), $html];
    }

    /**
     * Nested fields get the names that a form gives them.
     */
    public function test_flat(): void {
        $this->assertSame(
            [['name' => 'a', 'value' => '1'], ['name' => 'b[c][0]', 'value' => 'x'], ['name' => 'b[d]', 'value' => '']],
            held::flat(['a' => 1, 'b' => ['c' => ['x'], 'd' => '']])
        );
        $this->assertSame([], held::flat([]));
    }

    /**
     * What was posted is held, letter by letter, but for the word of a clock that went on.
     */
    public function test_posted_answers_are_kept(): void {
        [$page, $html] = $this->page(access::PAUSED, self::POST);
        $fields = [];
        foreach ($page->query('//form[@data-invigil-goon]//input[@type="hidden"]') as $input) {
            $fields[$input->getAttribute('name')] = $input->getAttribute('value');
        }
        $this->assertSame([
            'q7:1_answer' => self::POST['q7:1_answer'],
            'choice[a][0]' => 'x', 'choice[a][1]' => 'y', 'choice[b"><i]' => 'z',
            'sesskey' => 'abc',
        ], $fields);
        $this->assertStringNotContainsString('<script', $html);
        $form = $page->query('//form')->item(0);
        $this->assertSame('post', $form->getAttribute('method'));
        $this->assertStringEndsWith('/mod/quiz/processattempt.php?cmid=9', $form->getAttribute('action'));
        $this->assertStringContainsString('are kept in this window', $html);
    }

    /**
     * The proctor's words are shown as words.
     */
    public function test_the_message_is_text(): void {
        [, $html] = $this->page(access::PAUSED);
        $this->assertStringContainsString('Light &amp; &quot;camera&quot;, please', $html);
        [, $html] = $this->page(access::NOT_LIVE);
        $this->assertStringNotContainsString('Light', $html);
    }

    /**
     * Each reason has its words, and a way on.
     */
    public function test_ways_on(): void {
        foreach ([access::PAUSED, access::NOT_LIVE, access::TOOL_AWAY] as $reason) {
            [$page] = $this->page($reason);
            $link = $page->query('//a[@data-invigil-goon]')->item(0);
            $this->assertStringContainsString('/held.php?cmid=9&page=3', $link->getAttribute('href'), $reason);
            $this->assertSame($reason, $page->query('//main')->item(0)->getAttribute('data-invigil-held'));
        }
        [$page] = $this->page(access::NO_CHECK_IN);
        $this->assertStringContainsString('/shell.php?cmid=9', $page->query('//a[@target="_top"]')->item(0)->getAttribute('href'));
    }

    /**
     * After the end nothing is sent again.
     */
    public function test_nothing_is_kept_after_the_end(): void {
        [$page, $html] = $this->page(access::TERMINATED, self::POST);
        $this->assertSame(0, $page->query('//form')->length);
        $this->assertSame(0, $page->query('//*[@data-invigil-goon]')->length);
        $this->assertStringContainsString('/mod/quiz/view.php?id=9', $html);
    }

    /**
     * The page is made before Moodle has set anything up, also in a course that has been hidden meanwhile: the answers in it are
     * not lost for that.
     */
    public function test_the_document(): void {
        global $DB, $OUTPUT, $PAGE;
        $this->make_course();
        $quiz = $this->make_quiz();
        $DB->set_field('course', 'visible', 0, ['id' => $this->course->id]);
        $this->setUser($this->student);
        [$PAGE, $OUTPUT] = [new \moodle_page(), new \bootstrap_renderer()];
        $cm = get_coursemodule_from_instance('quiz', $quiz->id, 0, false, MUST_EXIST);
        $again = held_page::url((int) $cm->id, null);
        $action = new moodle_url('/mod/quiz/processattempt.php', ['cmid' => $cm->id]);
        $held = new held((int) $cm->id, access::PAUSED, $this->attempt(), $again, $action, self::POST);
        $html = held_page::document($cm, $again, $held);
        $this->assertStringContainsString('name="choice[a][0]"', $html);
        $this->assertSame(1, substr_count($html, 'data-invigil-goon'));
        $this->assertSame('embedded', $PAGE->pagelayout);
        $this->assertStringContainsString('invigil-framed', $PAGE->bodyclasses);
        $this->assertFalse($PAGE->get_popup_notification_allowed());
        $this->assertFalse($PAGE->cacheable);
    }

    /**
     * Answers of somebody else are not held.
     */
    public function test_a_post_of_somebody_else(): void {
        $this->resetAfterTest();
        $this->setAdminUser();
        $attempt = $this->attempt();
        $attempt->set('userid', 77);
        $this->expectException(\moodle_exception::class);
        $this->expectExceptionMessage(get_string('notyourattempt', 'quiz'));
        held_page::for_post($attempt, access::PAUSED, self::POST);
    }
}
