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

use mod_quiz\quiz_settings;
use quizaccess_invigil\lti\tool;
use quizaccess_invigil\tests\configured_quiz_trait;

/**
 * What an examinee of a proctored quiz sees and may do.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers     \quizaccess_invigil\local\examinee_pages
 * @covers     \quizaccess_invigil\output\about
 */
final class examinee_pages_test extends \advanced_testcase {
    use configured_quiz_trait;

    /** @var \stdClass */
    private \stdClass $quiz;

    /**
     * A proctored quiz.
     */
    protected function setUp(): void {
        parent::setUp();
        $this->make_course();
        $this->connect();
        $this->quiz = $this->make_quiz(['timelimit' => 600]);
        $this->choose(['allowed' => "Calculator\nPens & \"paper\"", 'message' => "Bring your card.\nDon't \"worry\""]);
        $this->setUser($this->student);
    }

    /**
     * Changes how the quiz is proctored.
     *
     * @param array $fields
     */
    private function choose(array $fields): void {
        $choice = choice::of_quiz((int) $this->quiz->id)
            ?? new choice(0, (object) ['quizid' => (int) $this->quiz->id, 'linkid' => choice::new_linkid()]);
        $choice->set_many($fields + ['enabled' => true]);
        $choice->save();
    }

    /**
     * The hooks for the current user.
     *
     * @param bool $webservice
     * @return examinee_pages
     */
    private function pages(bool $webservice = false): examinee_pages {
        global $USER;
        return new examinee_pages(quiz_settings::create($this->quiz->id, $USER->id), time(), $webservice);
    }

    /**
     * The student's row.
     *
     * @param string $state
     * @param array $fields
     * @return proctored_attempt
     */
    private function row(string $state, array $fields = []): proctored_attempt {
        $attempt = proctored_attempt::open((int) $this->quiz->id, (int) $this->student->id, 1);
        $attempt->set_many(['state' => $state, 'live' => true, 'liveat' => time(), 'checkedinat' => time()] + $fields);
        $attempt->save();
        return $attempt;
    }

    /**
     * Without a passed check-in the pre-flight form is shown and not passed.
     */
    public function test_the_check_in_comes_first(): void {
        $pages = $this->pages();
        $this->assertTrue($pages->is_preflight_check_required(null));
        $this->assertSame(['other', 'invigil'], array_keys($pages->validate_preflight_check([], [], ['other' => 'x'], null)));
        $this->row(proctored_attempt::CREATED);
        $this->assertTrue($this->pages()->is_preflight_check_required(null));
    }

    /**
     * Once it is passed, nothing more is asked, also not while a proctor pauses.
     */
    public function test_a_passed_check_in_is_enough(): void {
        foreach ([proctored_attempt::RUNNING, proctored_attempt::PAUSED] as $state) {
            $this->row($state);
            $this->assertFalse($this->pages()->is_preflight_check_required(null), $state);
            $this->assertSame([], $this->pages()->validate_preflight_check([], [], [], null), $state);
        }
    }

    /**
     * In a browser these do not refuse; the pages lead elsewhere instead.
     */
    public function test_a_browser_is_not_refused(): void {
        $this->assertFalse($this->pages()->prevent_access());
        $this->assertFalse($this->pages()->prevent_new_attempt(0, false));
    }

    /**
     * The Moodle app and other web services are refused in all ways, whatever the state.
     */
    public function test_web_services_are_refused(): void {
        $this->row(proctored_attempt::RUNNING);
        $pages = $this->pages(true);
        $this->assertStringContainsString('web browser', $pages->prevent_access());
        $this->assertStringContainsString('web browser', $pages->prevent_new_attempt(0, false));
        $this->assertTrue($pages->is_preflight_check_required(null));
        $this->assertStringContainsString('web browser', $pages->validate_preflight_check([], [], [], null)['invigil']);
    }

    /**
     * Who previews is asked nothing, and refused nothing.
     */
    public function test_previews_are_exempt(): void {
        $this->setUser($this->teacher);
        $this->assertFalse($this->pages()->is_preflight_check_required(null));
        $this->assertFalse($this->pages(true)->prevent_access());
        $this->assertFalse($this->pages(true)->prevent_new_attempt(0, false));
    }

    /**
     * Without a tool no attempt begins, and somebody to ask is named.
     */
    public function test_a_site_that_is_not_connected(): void {
        global $DB;
        $DB->delete_records('quizaccess_invigil_tool');
        $this->assertStringContainsString('your teacher', $this->pages()->prevent_new_attempt(0, false));
    }

    /**
     * Where pages of an attempt go instead.
     */
    public function test_detours(): void {
        $held = fn(string $destination): string => (string) $this->pages()->detour(null, 2, $destination)?->out(false);
        $this->assertStringContainsString('/shell.php?cmid=' . $this->quiz->cmid . '&page=2', $held('document'));
        $this->assertStringContainsString('/held.php?cmid=' . $this->quiz->cmid . '&page=2', $held('iframe'));
        $row = $this->row(proctored_attempt::PAUSED);
        $this->assertStringContainsString('&attempt=' . $row->get('id') . '&page=2', $held('iframe'));
        $this->assertStringContainsString('/held.php', $held(''));
        $this->row(proctored_attempt::RUNNING);
        $this->assertSame('', $held('iframe'));
        $this->assertSame('', $held(''));
        $this->assertStringContainsString('/shell.php', $held('document'));
    }

    /**
     * The tool is silent: the quiz's setting decides whether the next page opens. What is written is saved in either case, the
     * shell says what is waited for, and when the tool is heard of again all goes on by itself.
     */
    public function test_while_the_tool_is_silent(): void {
        global $DB;
        $row = $this->make_attempt($this->quiz, $this->student, [
            'state' => proctored_attempt::RUNNING, 'live' => true, 'liveat' => time() - 200, 'checkedinat' => time() - 1000,
        ]);
        $attemptid = (int) $row->get('attemptid');
        $DB->update_record('quiz_attempts', (object) ['id' => $attemptid, 'state' => 'inprogress', 'timestart' => time() - 300]);
        $led = function () use ($attemptid): array {
            $quizobj = quiz_settings::create($this->quiz->id, $this->student->id);
            return [
                basename((string) $this->pages()->detour($attemptid, 1, 'iframe')?->get_path()),
                shell_state::of($quizobj, (int) $this->student->id, 1, time())['held'],
                guard::refused($attemptid, (int) $this->student->id),
            ];
        };
        $DB->set_field(tool::TABLE, 'heardat', time() - 200);
        $this->choose(['ontoolfailure' => choice::FAILURE_RUN]);
        $this->assertSame(['', '', null], $led());
        $this->choose(['ontoolfailure' => choice::FAILURE_HOLD]);
        $this->assertSame(['held.php', 'tool_away', null], $led());
        // It is back, but does not see the examinee yet.
        $DB->set_field(tool::TABLE, 'heardat', time());
        $this->assertSame(['held.php', 'not_live', null], $led());
        $row->set('liveat', time());
        $row->save();
        $this->assertSame(['', '', null], $led());
        // Never heard of at all, or disconnected meanwhile.
        $DB->delete_records(tool::TABLE);
        $this->assertSame(['held.php', 'tool_away', null], $led());
    }

    /**
     * A page that may open is shown without the site around it.
     */
    public function test_a_page_in_the_frame(): void {
        $this->row(proctored_attempt::RUNNING);
        $_SERVER['HTTP_SEC_FETCH_DEST'] = 'iframe';
        try {
            $page = new \moodle_page();
            $page->set_url('/mod/quiz/startattempt.php', ['cmid' => $this->quiz->cmid]);
            $page->set_cm(get_coursemodule_from_id('quiz', $this->quiz->cmid));
            $this->pages()->setup_attempt_page($page);
            $this->assertSame('secure', $page->pagelayout);
            $this->assertFalse($page->get_popup_notification_allowed());
        } finally {
            unset($_SERVER['HTTP_SEC_FETCH_DEST']);
        }
    }

    /**
     * What students read on the quiz's page.
     */
    public function test_description_for_students(): void {
        $lines = $this->pages()->description();
        $this->assertCount(2, $lines);
        $this->assertStringContainsString('your camera and your microphone', $lines[0]);
        $this->assertSame('Allowed: Calculator, Pens &amp; &quot;paper&quot;.', $lines[1]);
        $this->choose(['camera' => false, 'microphone' => false, 'allowed' => '']);
        $lines = $this->pages()->description();
        $this->assertStringContainsString('Neither', $lines[0]);
        $this->assertStringContainsString('noted: Exam tab hidden; Another window in front; Clipboard used', $lines[0]);
        $this->assertStringContainsString('Nothing', $lines[1]);
        $off = array_fill_keys(array_keys(policy_table::RULES), ['enabled' => false]);
        $this->choose(['camera' => false, 'microphone' => false, 'preset' => 'custom', 'more' => json_encode(['rules' => $off])]);
        $this->assertStringContainsString('notes nothing by itself', $this->pages()->description()[0]);
    }

    /**
     * Where a screen is shared, students read that it is and that a phone will not do, before they begin.
     */
    public function test_description_of_a_shared_screen(): void {
        global $PAGE, $OUTPUT;
        $this->choose(['screen' => true]);
        $lines = $this->pages()->description();
        $this->assertCount(3, $lines);
        $this->assertStringContainsString('your camera, your microphone and your screen', $lines[0]);
        $this->assertStringContainsString('phone', $lines[1]);
        $this->assertStringContainsString('on a computer', $lines[1]);
        $PAGE->set_url('/mod/quiz/view.php', ['id' => $this->quiz->cmid]);
        $html = $OUTPUT->render(new \quizaccess_invigil\output\about(choice::of_quiz((int) $this->quiz->id)));
        $this->assertStringContainsString('on a computer', $html);
        $this->assertStringContainsString('a minute: your camera, your microphone, your screen and the rules', $html);
        $this->choose(['screen' => true, 'camera' => false, 'microphone' => false]);
        $this->assertStringContainsString('can follow your screen.', $this->pages()->description()[0]);
    }

    /**
     * The check-in is not said to be about what it is not about.
     */
    public function test_check_in_without_devices(): void {
        global $PAGE, $OUTPUT;
        $this->choose(['camera' => false, 'microphone' => false]);
        $PAGE->set_url('/mod/quiz/view.php', ['id' => $this->quiz->cmid]);
        $html = $OUTPUT->render(new \quizaccess_invigil\output\about(choice::of_quiz((int) $this->quiz->id)));
        $this->assertStringContainsString('you read the rules', $html);
        $this->assertStringNotContainsString('your camera', $html);
        $this->assertStringNotContainsString('on a computer', $html);
    }

    /**
     * What staff read there, besides.
     */
    public function test_description_for_staff(): void {
        $this->setUser($this->teacher);
        $links = $this->pages()->description()[2];
        $this->assertStringContainsString('launch.php?cmid=' . $this->quiz->cmid . '&amp;what=console', $links);
        $this->assertStringContainsString('report.php?id=' . $this->quiz->cmid . '&amp;mode=invigil', $links);
    }

    /**
     * The pre-flight form says what will happen; people's words stay words.
     */
    public function test_the_text_of_the_preflight_form(): void {
        global $PAGE, $OUTPUT;
        $PAGE->set_url('/mod/quiz/view.php', ['id' => $this->quiz->cmid]);
        $html = $OUTPUT->render(new \quizaccess_invigil\output\about(choice::of_quiz((int) $this->quiz->id)));
        $this->assertStringContainsString('about a minute', $html);
        $this->assertStringContainsString('A proctor lets you in', $html);
        $this->assertStringContainsString('Bring your card.', $html);
        $this->assertStringContainsString('Pens &amp; &quot;paper&quot;', $html);
        $this->assertStringContainsString('&quot;worry&quot;', $html);
    }
}
