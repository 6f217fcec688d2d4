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
use mod_quiz\task\update_overdue_attempts;
use quizaccess_invigil\lti\tool;
use quizaccess_invigil\tests\outage_trait;

/**
 * Time that is lost in more than one way at once is given back once.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers     \quizaccess_invigil\local\outage
 * @covers     \quizaccess_invigil\local\gaps
 * @covers     \quizaccess_invigil\local\unseen
 * @covers     \quizaccess_invigil\local\time_credit
 */
final class gaps_test extends \advanced_testcase {
    use outage_trait;

    /**
     * Each test changes the database.
     */
    protected function setUp(): void {
        parent::setUp();
        $this->resetAfterTest();
        $this->preventResetByRollback();
    }

    /**
     * Paused before the outage, and through all of it: the pause gives the time back, once.
     */
    public function test_pause_around_the_outage(): void {
        $attempt = $this->waiting();
        $this->command('pause', [], $this->start + 60);
        outage::follow($this->start + 200);
        $this->report(600);
        $this->command('resume', [], $this->start + 660);
        outage::follow($this->start + 661);
        $this->report(690);
        $attempt->read();
        $this->assertSame([600, []], [$attempt->get('creditseconds'), $this->gaps($attempt)]);
        $this->assertSame(4200, $this->limit($attempt));
    }

    /**
     * The pause comes while the reports stay away, and ends before they are back: three stretches, none of them twice.
     *
     * @dataProvider noticed
     * @param bool $noticed whether the task has run in between
     */
    public function test_pause_within_the_outage(bool $noticed): void {
        $attempt = $this->waiting();
        $follow = fn($after) => $noticed && outage::follow($this->start + $after);
        $follow(180);
        $this->command('pause', [], $this->start + 220);
        $follow(250);
        $this->command('resume', [], $this->start + 320);
        $follow(380);
        $this->report(420);
        $follow(440);
        $attempt->read();
        $this->assertSame([[gaps::TOOL_AWAY, 120, 220, 100], [gaps::TOOL_AWAY, 320, 420, 100]], $this->gaps($attempt));
        $this->assertSame([300, null], [$attempt->get('creditseconds'), $attempt->get('stoppedat')]);
        $this->assertSame(3900, $this->limit($attempt));
    }

    /**
     * Whether the task has run.
     *
     * @return array
     */
    public static function noticed(): array {
        return ['noticed' => [true], 'not noticed' => [false]];
    }

    /**
     * Paused as soon as the tool is back, before all was given: the rest comes while it is paused.
     */
    public function test_settled_late(): void {
        $attempt = $this->waiting();
        outage::follow($this->start + 130);
        gaps::end([(int) $attempt->get('id')], $this->start + 320);
        $this->command('pause', [], $this->start + 330);
        $attempt->read();
        $this->assertSame(200, $attempt->get('creditseconds'));
        $this->command('resume', [], $this->start + 340);
        $attempt->read();
        $this->assertSame([210, 3810], [$attempt->get('creditseconds'), $this->limit($attempt)]);
    }

    /**
     * Ended meanwhile: what it had waited is settled, and a readmission begins from there.
     */
    public function test_ended_meanwhile(): void {
        $attempt = $this->waiting();
        outage::follow($this->start + 130);
        $this->command('terminate', [], $this->start + 170);
        $attempt->read();
        $this->assertSame(['terminated', 50], [$attempt->get('state'), $attempt->get('creditseconds')]);
        $this->report(400);
        $this->assertSame([[gaps::TOOL_AWAY, 120, 170, 50]], $this->gaps($attempt));
        $this->command('resume', [], $this->start + 410);
        transition::begin(new proctored_attempt($attempt->get('id')), $this->start + 470);
        $attempt->read();
        $this->assertSame([350, 3950], [$attempt->get('creditseconds'), $this->limit($attempt)]);
    }

    /**
     * Handed in by the examinee while it waits: the override goes, and nothing stays open.
     */
    public function test_handed_in_meanwhile(): void {
        global $DB;
        $attempt = $this->waiting();
        outage::follow($this->start + 130);
        ending::hand_in($attempt, $this->start + 200);
        $this->report(500);
        $attempt->read();
        $this->assertSame(['complete', null], [$attempt->get('state'), $attempt->get('stoppedat')]);
        $this->assertSame(0, $DB->count_records('quiz_overrides'));
        $this->assertSame(0, $DB->count_records_select(gaps::TABLE, 'timeend IS NULL OR credited IS NULL'));
    }

    /**
     * The first time a limit is set while the attempt is stopped, it is put off as well.
     */
    public function test_limit_added_meanwhile(): void {
        $attempt = $this->waiting([]);
        outage::follow($this->start + 130);
        $this->limit_is_set(600);
        $this->assertSame(600 + time_credit::HOLD, $this->limit($attempt));
        $this->report(300);
        $this->assertSame(780, $this->limit($attempt));
    }

    /**
     * The same in a pause, by which cron would have handed it in; also if it is set for a group.
     */
    public function test_limit_added_during_a_pause(): void {
        $attempt = $this->waiting([]);
        $this->command('pause', [], $this->start + 60);
        $this->limit_is_set(600);
        (new update_overdue_attempts())->update_all_overdue_attempts($this->start + 2000, $this->start + 2000);
        $this->assertSame('inprogress', $this->quiz_row($attempt)->state);
        $group = $this->getDataGenerator()->create_group(['courseid' => $this->course->id]);
        groups_add_member($group, $this->examinee);
        $this->setAdminUser();
        quiz_settings::create($this->quiz->id)->get_override_manager()->save_override(
            ['groupid' => $group->id, 'timelimit' => 900]
        );
        $this->assertSame(900 + time_credit::HOLD, $this->limit($attempt));
        $this->command('resume', [], $this->start + 2060);
        $this->assertSame(2900, $this->limit($attempt));
    }

    /**
     * Whom the tool does not see is written down, and one press gives the time back.
     */
    public function test_not_seen(): void {
        $attempt = $this->waiting();
        $session = $attempt->get('sessiondata');
        $this->report(30, [$session => false]);
        $this->assertSame([], $this->gaps($attempt), 'the panel is still being loaded');
        $this->report(90, [$session => false]);
        $this->report(120, [$session => false]);
        $this->report(150, [$session => true]);
        $this->report(180, [$session => false]);
        $this->assertSame(
            [[gaps::NOT_LIVE, 90, 150, null], [gaps::NOT_LIVE, 180, null, null]],
            $this->gaps($attempt)
        );
        $attempt->read();
        $this->assertSame(0, $attempt->get('creditseconds'), 'nothing is given by itself');
        $this->assertSame(70, gaps::give_back($attempt, $this->start + 190));
        $this->assertSame(3670, $this->limit($attempt));
        $this->report(210, [$session => false]);
        $this->assertSame(
            [[gaps::NOT_LIVE, 90, 150, 60], [gaps::NOT_LIVE, 180, 190, 10], [gaps::NOT_LIVE, 210, null, null]],
            $this->gaps($attempt)
        );
    }

    /**
     * A gap of that kind ends with a pause, and where the tool is silent.
     */
    public function test_not_seen_and_more(): void {
        $attempt = $this->waiting();
        $session = $attempt->get('sessiondata');
        $this->report(90, [$session => false]);
        $this->command('pause', [], $this->start + 100);
        $this->report(110, [$session => false]);
        $this->command('resume', [], $this->start + 120);
        $this->report(140, [$session => false]);
        $this->report(500, [$session => false]);
        $this->assertSame([
            [gaps::NOT_LIVE, 90, 100, null], [gaps::NOT_LIVE, 140, 260, null], [gaps::TOOL_AWAY, 260, 500, 240],
            [gaps::NOT_LIVE, 500, null, null],
        ], $this->gaps($attempt));
        ending::hand_in($attempt, $this->start + 600);
        $attempt->read();
        $this->assertSame(0, gaps::give_back($attempt, $this->start + 610));
    }

    /**
     * An examinee of whom the tool says nothing any more is not seen either.
     */
    public function test_not_reported(): void {
        global $DB;
        $attempt = $this->waiting();
        $DB->set_field(proctored_attempt::TABLE, 'liveat', $this->start, ['id' => $attempt->get('id')]);
        $DB->set_field(tool::TABLE, 'heardat', $this->start + 200);
        unseen::note_unreported($this->start + 110);
        $this->assertSame([], $this->gaps($attempt));
        unseen::note_unreported($this->start + 210);
        unseen::note_unreported($this->start + 270);
        $this->assertSame([[gaps::NOT_LIVE, 120, null, null]], $this->gaps($attempt));
    }
}
