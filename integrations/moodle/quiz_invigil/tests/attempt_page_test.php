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

use mod_quiz\quiz_settings;
use quiz_invigil\output\attempt_page;
use quiz_invigil\output\words;
use quizaccess_invigil\local\gaps;
use quizaccess_invigil\local\proctored_attempt;
use quizaccess_invigil\tests\graded_quiz_trait;

/**
 * The page of one attempt.
 *
 * @package    quiz_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers     \quiz_invigil\output\attempt_page
 * @covers     \quiz_invigil\output\words
 */
final class attempt_page_test extends \advanced_testcase {
    use graded_quiz_trait;

    /**
     * The page's HTML.
     *
     * @param proctored_attempt $attempt
     * @return string
     */
    private function html(proctored_attempt $attempt): string {
        global $OUTPUT, $PAGE;
        $this->setUser($this->teacher);
        $PAGE->set_url('/mod/quiz/report/invigil/attempt.php');
        $page = new attempt_page(quiz_settings::create($this->quiz->id), $attempt, $this->student);
        return $OUTPUT->render_from_template('quiz_invigil/attempt', $page->export_for_template($OUTPUT));
    }

    /**
     * Adds a decision.
     *
     * @param proctored_attempt $attempt
     * @param string $action
     * @param int $time
     * @param array $more
     */
    private function decide(proctored_attempt $attempt, string $action, int $time, array $more = []): void {
        global $DB;
        $DB->insert_record('quizaccess_invigil_controls', (object) ($more + [
            'proctoredid' => $attempt->get('id'), 'identity' => sha1($action . $time), 'action' => $action,
            'incidenttime' => $time, 'answer' => '{}', 'timecreated' => time(),
        ]));
    }

    /**
     * Decisions stand in the order of time, with their reasons, and what people wrote is escaped.
     */
    public function test_decisions(): void {
        $this->make_quiz();
        $attempt = $this->make_attempt($this->student, ['flagged' => true, 'incidents' => 1, 'severities' => '{"high":1}']);
        $now = time();
        $this->decide($attempt, 'resume', $now, ['extratime' => 5]);
        $this->decide($attempt, 'pause', $now - 60, ['severity' => 0.75, 'reasonmsg' => 'Please <b>wait</b>']);
        $html = $this->html($attempt);
        $this->assertLessThan(strpos($html, 'Went on'), strpos($html, '>Paused<'));
        $this->assertStringContainsString('Please &lt;b&gt;wait&lt;/b&gt;', $html);
        $this->assertStringContainsString('>High<', $html);
        $this->assertStringContainsString('5 minutes', $html);
        $this->assertStringContainsString('1 (1 high)', $html);
        $this->assertStringContainsString('Ada Student, attempt 1', $html);
    }

    /**
     * What held the examinee up is listed, and one press gives back what was not given, while the attempt is under way.
     */
    public function test_held_up(): void {
        $this->make_quiz();
        $now = time();
        $attempt = $this->make_attempt($this->student, [], false);
        $this->assertStringNotContainsString('Held up', $this->html($attempt));
        gaps::add([
            ['proctoredid' => $attempt->get('id'), 'reason' => gaps::NOT_LIVE, 'timestart' => $now - 900, 'timeend' => $now - 650],
            ['proctoredid' => $attempt->get('id'), 'reason' => gaps::TOOL_AWAY, 'timestart' => $now - 600, 'timeend' => $now - 500],
        ]);
        $html = $this->html($attempt);
        $this->assertStringContainsString('Invigil did not see the examinee', $html);
        $this->assertStringContainsString('Invigil could not be reached, and the quiz waited', $html);
        $this->assertStringContainsString('name="sesskey" value="' . sesskey(), $html);
        $this->assertStringContainsString('Give back 4 mins 10 secs', $html);
        gaps::give_back($attempt, $now);
        $this->assertStringNotContainsString('Give back', $this->html($attempt));
        $this->assertSame(250, $attempt->get('creditseconds'));
    }

    /**
     * There is nothing to press when the attempt is over, or for those who do not proctor this quiz.
     */
    public function test_held_up_but_not_to_give(): void {
        $this->make_quiz();
        $attempt = $this->make_attempt($this->student);
        $gap = ['proctoredid' => $attempt->get('id'), 'reason' => gaps::NOT_LIVE, 'timestart' => 1000, 'timeend' => 1250];
        gaps::add([$gap]);
        $this->assertStringContainsString('4 mins 10 secs', $this->html($attempt));
        $this->assertStringNotContainsString('Give back', $this->html($attempt));
    }

    /**
     * An attempt whose clock stands is called so.
     */
    public function test_waits(): void {
        $this->make_quiz();
        $attempt = $this->make_attempt($this->student, ['stoppedat' => time() - 60], false);
        $this->assertStringContainsString('Waits for Invigil, clock stands still', $this->html($attempt));
    }

    /**
     * Without a tool the Moodle part stands, and the page says why there is no more.
     */
    public function test_without_a_tool(): void {
        $this->make_quiz();
        $html = $this->html($this->make_attempt($this->student));
        $this->assertStringContainsString(get_string('toolnotconnected', 'quiz_invigil'), $html);
        $this->assertStringContainsString(get_string('nodecisions', 'quiz_invigil'), $html);
        $this->assertStringNotContainsString('<iframe', $html);
    }

    /**
     * The frame may do nothing but fill the screen; a silent tool is said to be silent.
     */
    public function test_frame(): void {
        global $DB;
        $this->make_quiz();
        $typeid = $DB->insert_record('lti_types', (object) [
            'name' => 'Invigil', 'baseurl' => 'https://tool.example', 'tooldomain' => 'tool.example', 'state' => 1,
            'course' => SITEID, 'clientid' => 'abc', 'createdby' => 2, 'timecreated' => time(), 'timemodified' => time(),
        ]);
        $DB->insert_record('quizaccess_invigil_tool', (object) [
            'typeid' => $typeid, 'origin' => 'https://tool.example', 'heardat' => time(), 'timecreated' => time(),
        ]);
        $attempt = $this->make_attempt($this->student);
        $html = $this->html($attempt);
        $this->assertStringContainsString('allow="fullscreen"', $html);
        $this->assertStringContainsString('title="Invigil report: Ada Student, attempt 1"', $html);
        $this->assertStringContainsString('what=report&amp;attempt=' . $attempt->get('id'), $html);
        $this->assertStringNotContainsString('quiz_invigil-problem', $html);

        $DB->set_field('quizaccess_invigil_tool', 'heardat', time() - HOURSECS);
        $html = $this->html($attempt);
        $this->assertStringContainsString(get_string('toolsilent', 'quiz_invigil'), $html);
        $this->assertStringContainsString('<iframe', $html);
    }

    /**
     * The numbers of the Assessment Control Service, in the tool's words.
     */
    public function test_severity(): void {
        $this->assertSame(
            ['–', 'Low', 'Low', 'Medium', 'High', 'Critical'],
            array_map([words::class, 'severity'], [null, 0.0, 0.25, 0.5, 0.75, 1.0])
        );
    }
}
