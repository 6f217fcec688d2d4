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
use quizaccess_invigil\tests\enforced_quiz_trait;

/**
 * After a proctor has ended an attempt.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers     \quizaccess_invigil\local\ended_notice
 * @covers     \quizaccess_invigil\local\examinee_pages
 */
final class ended_notice_test extends \advanced_testcase {
    use enforced_quiz_trait;

    /** @var int When the attempt is ended. */
    const WHEN = 1800000000;

    /**
     * A connected tool.
     */
    protected function setUp(): void {
        global $DB;
        parent::setUp();
        $this->resetAfterTest();
        $this->preventResetByRollback();
        $typeid = $DB->insert_record('lti_types', (object) [
            'name' => 'Invigil', 'baseurl' => 'https://tool.example/', 'tooldomain' => 'tool.example', 'state' => 1,
            'course' => SITEID, 'ltiversion' => '1.3.0', 'clientid' => 'client', 'createdby' => 2, 'timecreated' => 1,
            'timemodified' => 1,
        ]);
        $DB->insert_record(tool::TABLE, (object) ['typeid' => $typeid, 'origin' => 'https://tool.example', 'heardat' => time()]);
    }

    /**
     * Why Moodle lets the user begin no further attempt.
     *
     * @return string '' if one may begin
     */
    private function refused(): string {
        global $USER;
        $manager = quiz_settings::create($this->quiz->id, $USER->id)->get_access_manager(time());
        return implode('|', array_filter($manager->prevent_new_attempt(1, false)));
    }

    /**
     * What the quiz's page says.
     *
     * @return string HTML
     */
    private function said(): string {
        global $USER;
        return implode('|', quiz_settings::create($this->quiz->id, $USER->id)->get_access_manager(time())->describe_rules());
    }

    /**
     * Ends an attempt.
     *
     * @param string $reason
     * @param array $choice
     * @return proctored_attempt
     */
    private function ended(string $reason, array $choice = []): proctored_attempt {
        $this->make_quiz(['attempts' => 0], $choice);
        $attempt = $this->run_attempt();
        $this->assertSame(['', false], [$this->refused(), str_contains($this->said(), 'ended')]);
        $this->command('terminate', ['reason_msg' => $reason], self::WHEN);
        $attempt->read();
        return $attempt;
    }

    /**
     * The page says that a proctor has ended it, when and why, as text; and no further attempt begins, by default.
     */
    public function test_said_and_refused(): void {
        $this->ended('Phone & 1 < 2 "hand"');
        $when = userdate(self::WHEN, get_string('strftimedatetimeshort', 'langconfig'));
        $this->assertStringContainsString(
            "A proctor ended your attempt on $when. The reason given: Phone &amp; 1 &lt; 2 &quot;hand&quot;",
            $this->said()
        );
        $this->assertSame(get_string('ended_nofurther', 'quizaccess_invigil'), $this->refused());
    }

    /**
     * Without a reason none is made up.
     */
    public function test_no_reason(): void {
        $this->ended('');
        $this->assertStringContainsString('A proctor ended your attempt on ', $this->said());
        $this->assertStringNotContainsString('reason', $this->said());
    }

    /**
     * Where the teacher allows it, another attempt may begin; after it nothing is said of the one before.
     */
    public function test_allowed(): void {
        $this->ended('Phone', ['nofurther' => false]);
        $this->assertSame('', $this->refused());
        $this->assertStringContainsString('Phone', $this->said());
        $this->run_attempt(2);
        $this->assertStringNotContainsString('Phone', $this->said());
    }

    /**
     * A check-in that was begun for another attempt opens no way around.
     */
    public function test_check_in_begun(): void {
        $this->ended('Phone');
        proctored_attempt::open((int) $this->quiz->id, (int) $this->examinee->id, 2);
        $this->assertNotSame('', $this->refused());
    }

    /**
     * Readmitted, or found to be clear: nothing stands against going on.
     */
    public function test_taken_back(): void {
        $attempt = $this->ended('Phone');
        $attempt->set('verdict', 'invalid')->save();
        $this->assertNotSame('', $this->refused());
        $attempt->set('verdict', 'clear')->save();
        $this->assertSame('', $this->refused());
        $attempt->set('verdict', null)->save();
        $this->command('resume');
        $this->assertSame('', $this->refused());
        $this->assertStringNotContainsString('ended', $this->said());
    }

    /**
     * Nobody else is meant.
     */
    public function test_others(): void {
        $this->ended('Phone');
        $this->setUser($this->getDataGenerator()->create_and_enrol($this->course, 'student'));
        $this->assertSame('', $this->refused());
        $this->assertStringNotContainsString('Phone', $this->said());
        $this->setUser($this->getDataGenerator()->create_and_enrol($this->course, 'editingteacher'));
        $this->assertSame('', $this->refused());
    }
}
