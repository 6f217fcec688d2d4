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
use mod_quiz\question\display_options;
use mod_quiz\quiz_settings;
use quizaccess_invigil\tests\graded_quiz_trait;

/**
 * That a held result is not shown by the quiz's own pages and web services.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers     \quizaccess_invigil\local\result_cover
 */
final class result_cover_test extends \advanced_testcase {
    use graded_quiz_trait;

    /**
     * The review options of the quiz as the script's request would see them.
     *
     * @param \stdClass $user
     * @param string $script
     * @return display_options
     */
    private function options(\stdClass $user, string $script): display_options {
        $this->setUser($user);
        $quizobj = quiz_settings::create($this->quiz->id, $user->id);
        result_cover::cover($quizobj, $script);
        return display_options::make_from_quiz($quizobj->get_quiz(), display_options::LATER_WHILE_OPEN);
    }

    /**
     * view.php shows no marks of a held result, to the examinee only, and other scripts are left alone.
     */
    public function test_view_page(): void {
        $this->make_quiz(['holdgrade' => true]);
        $this->make_attempt($this->student, ['flagged' => true]);
        $options = $this->options($this->student, '/mod/quiz/view.php');
        $this->assertSame(display_options::HIDDEN, $options->marks);
        $this->assertSame(display_options::HIDDEN, $options->overallfeedback);
        $this->assertSame(display_options::MARK_AND_MAX, $this->options($this->teacher, '/mod/quiz/view.php')->marks);
        $this->assertSame(display_options::MARK_AND_MAX, $this->options($this->student, '/mod/quiz/processattempt.php')->marks);

        $this->assertSame(display_options::MARK_AND_MAX, display_options::make_from_quiz(
            quiz_settings::create($this->quiz->id)->get_quiz(),
            display_options::LATER_WHILE_OPEN
        )->marks);
    }

    /**
     * The page's own access rules are what covers.
     */
    public function test_the_access_rules_cover(): void {
        global $SCRIPT;
        $this->make_quiz(['holdgrade' => true]);
        $this->make_attempt($this->student, ['flagged' => true]);
        $before = $SCRIPT;
        $marks = [];
        foreach ([$this->student, $this->teacher] as $user) {
            $this->setUser($user);
            foreach (['/mod/quiz/view.php', '/mod/quiz/summary.php'] as $SCRIPT) {
                $quizobj = quiz_settings::create($this->quiz->id, $user->id);
                $quizobj->get_access_manager(time());
                $marks[] = display_options::make_from_quiz($quizobj->get_quiz(), display_options::LATER_WHILE_OPEN)->marks;
            }
        }
        $SCRIPT = $before;
        $shown = display_options::MARK_AND_MAX;
        $this->assertSame([display_options::HIDDEN, $shown, $shown, $shown], $marks);
    }

    /**
     * A result that is not held is shown.
     */
    public function test_not_held(): void {
        $this->make_quiz(['holdgrade' => true]);
        $this->make_attempt($this->student, ['flagged' => true, 'verdict' => 'clear']);
        $this->assertSame(display_options::MARK_AND_MAX, $this->options($this->student, '/mod/quiz/view.php')->marks);
    }

    /**
     * The popup of one question does not open for a held attempt; it does for another one of the same person.
     */
    public function test_review_of_a_question(): void {
        $this->make_quiz(['holdgrade' => true]);
        $held = $this->make_attempt($this->student, ['flagged' => true]);
        $other = $this->make_attempt($this->student);
        $_GET['attempt'] = $held->get('attemptid');
        $this->assertFalse($this->options($this->student, '/mod/quiz/reviewquestion.php')->attempt);
        $_GET['attempt'] = $other->get('attemptid');
        $this->assertTrue($this->options($this->student, '/mod/quiz/reviewquestion.php')->attempt);
        unset($_GET['attempt']);
    }

    /**
     * view.php hands in an attempt whose time is over. What it saves then must not hide the grade item from everybody.
     */
    public function test_an_open_attempt_is_settled_first(): void {
        global $DB;
        $this->make_quiz(['holdgrade' => true]);
        $this->make_attempt($this->student, ['flagged' => true]);
        $open = $this->make_attempt($this->student, [], false);
        $attemptid = (int) $open->get('attemptid');
        $DB->set_field('quiz', 'timelimit', 60, ['id' => $this->quiz->id]);
        $DB->set_field('quiz', 'overduehandling', 'autosubmit', ['id' => $this->quiz->id]);
        $DB->set_field('quiz_attempts', 'timestart', time() - HOURSECS, ['id' => $attemptid]);
        $DB->set_field('quiz_attempts', 'timecheckstate', time() - HOURSECS + 60, ['id' => $attemptid]);

        $this->assertSame(display_options::HIDDEN, $this->options($this->student, '/mod/quiz/view.php')->marks);
        $this->assertSame(
            \mod_quiz\quiz_attempt::FINISHED,
            $DB->get_field('quiz_attempts', 'state', ['id' => $attemptid])
        );
        $item = \grade_item::fetch(['itemmodule' => 'quiz', 'iteminstance' => $this->quiz->id, 'itemnumber' => 0]);
        $this->assertSame(0, (int) $item->hidden);
    }

    /**
     * In the last seconds of an open attempt the page waits, for the same reason.
     */
    public function test_an_open_attempt_about_to_end(): void {
        global $DB;
        $this->make_quiz(['holdgrade' => true]);
        $this->make_attempt($this->student, ['flagged' => true]);
        $open = $this->make_attempt($this->student, [], false);
        $DB->set_field('quiz', 'timeclose', time() + 10, ['id' => $this->quiz->id]);
        $DB->set_field('quiz_attempts', 'timecheckstate', time() + 10, ['id' => $open->get('attemptid')]);
        $this->expectException(\moodle_exception::class);
        $this->expectExceptionMessageMatches('/redirect/i');
        $this->options($this->student, '/mod/quiz/view.php');
    }

    /**
     * Calls a web service as the Moodle app does.
     *
     * @param string $name
     * @param array $params
     * @return mixed false: not covered
     */
    private function service(string $name, array $params): mixed {
        $this->setUser($this->student);
        return result_cover::cover_service(\core_external\external_api::external_function_info($name), $params);
    }

    /**
     * The service that lists attempts; it has another name since Moodle 5.0.
     *
     * @return string
     */
    private function attempts_service(): string {
        return method_exists(\mod_quiz_external::class, 'get_user_quiz_attempts') ? 'get_user_quiz_attempts' : 'get_user_attempts';
    }

    /**
     * The page has the cover as soon as it has built its access rules.
     */
    public function test_access_rules_cover_it(): void {
        global $SCRIPT;
        $this->make_quiz(['holdgrade' => true]);
        $this->make_attempt($this->student, ['flagged' => true]);
        $quizid = (int) $this->quiz->id;
        $this->setUser($this->student);
        $before = $SCRIPT;
        $SCRIPT = '/mod/quiz/view.php';
        try {
            $quizobj = quiz_settings::create($quizid, $this->student->id);
            new \mod_quiz\access_manager($quizobj, time(), false);
        } finally {
            $SCRIPT = $before;
        }
        $options = display_options::make_from_quiz($quizobj->get_quiz(), display_options::LATER_WHILE_OPEN);
        $this->assertSame(display_options::HIDDEN, $options->marks);
    }

    /**
     * The services that show a result do not show a held one.
     */
    public function test_services(): void {
        $this->make_quiz(['holdgrade' => true]);
        $attempt = $this->make_attempt($this->student, ['flagged' => true]);
        $quizid = (int) $this->quiz->id;
        $attempts = $this->service('mod_quiz_' . $this->attempts_service(), [$quizid, 0, 'finished', false])['attempts'];
        $this->assertCount(1, $attempts);
        $this->assertNull(reset($attempts)->sumgrades);
        $grade = $this->service('mod_quiz_get_user_best_grade', [$quizid, (int) $this->student->id]);
        $this->assertFalse($grade['hasgrade']);
        $this->assertArrayNotHasKey('grade', $grade);
        $this->assertFalse($this->service('mod_quiz_get_quizzes_by_courses', [[]]));

        $attempt->set('verdict', 'clear');
        $attempt->save();
        $this->assertFalse($this->service('mod_quiz_get_user_best_grade', [$quizid, 0]));
        $this->assertFalse($this->service('mod_quiz_get_attempt_review', [(int) $attempt->get('attemptid'), -1]));
    }

    /**
     * The same through Moodle's own door for web services.
     */
    public function test_services_for_real(): void {
        $this->make_quiz(['holdgrade' => true]);
        $attempt = $this->make_attempt($this->student, ['flagged' => true]);
        $quizid = (int) $this->quiz->id;
        $this->setUser($this->student);
        $_POST['sesskey'] = sesskey();
        $call = fn(string $name, array $args): array => external_api::call_external_function("mod_quiz_$name", $args);
        $this->assertNull($call($this->attempts_service(), ['quizid' => $quizid])['data']['attempts'][0]['sumgrades']);
        $this->assertFalse($call('get_user_best_grade', ['quizid' => $quizid])['data']['hasgrade']);
        $review = $call('get_attempt_review', ['attemptid' => (int) $attempt->get('attemptid')]);
        $this->assertSame('gradeheld', $review['exception']->errorcode);
        $attempt->read();
        $attempt->set('verdict', 'clear');
        $attempt->save();
        held_grade::refresh($quizid, (int) $this->student->id);
        $this->assertTrue($call('get_user_best_grade', ['quizid' => $quizid])['data']['hasgrade']);
        unset($_POST['sesskey']);
    }

    /**
     * The review of a held attempt is refused in words.
     */
    public function test_review_service(): void {
        $this->make_quiz(['holdgrade' => true]);
        $attempt = $this->make_attempt($this->student, ['flagged' => true]);
        $this->expectException(\moodle_exception::class);
        $this->expectExceptionMessage(get_string('gradeheld', 'quizaccess_invigil'));
        $this->service('mod_quiz_get_attempt_review', [(int) $attempt->get('attemptid'), -1]);
    }
}
