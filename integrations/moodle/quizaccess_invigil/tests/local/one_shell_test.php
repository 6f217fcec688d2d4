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
use quizaccess_invigil\event\shell_changed;
use quizaccess_invigil\lti\tool;
use quizaccess_invigil\tests\enforced_quiz_trait;

/**
 * An attempt goes on in one shell at a time.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers     \quizaccess_invigil\local\one_shell
 * @covers     \quizaccess_invigil\local\shell_claim
 * @covers     \quizaccess_invigil\event\shell_changed
 */
final class one_shell_test extends \advanced_testcase {
    use enforced_quiz_trait;

    /** @var string The shell of the first browser. */
    const FIRST = '11111111111111111111111111111111';

    /** @var string The shell of another one. */
    const SECOND = '22222222222222222222222222222222';

    /** @var string A loading of a page. */
    const PAGE = 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa';

    /** @var proctored_attempt Running. */
    private proctored_attempt $attempt;

    /** @var int Now. */
    private int $now;

    /**
     * A running attempt, of a tool that reports.
     */
    protected function setUp(): void {
        global $DB;
        parent::setUp();
        $this->resetAfterTest();
        $this->make_quiz();
        $this->attempt = $this->run_attempt();
        $this->now = time();
        $DB->insert_record(tool::TABLE, (object) ['typeid' => 5, 'origin' => 'https://x', 'heardat' => $this->now]);
        $this->request(null);
    }

    /**
     * Requests name no shell after a test.
     */
    protected function tearDown(): void {
        $this->request(null);
        parent::tearDown();
    }

    /**
     * From now on requests name a shell.
     *
     * @param string|null $shell null for none
     * @param string|null $cookie what this browser had last
     */
    private function request(?string $shell, ?string $cookie = null): void {
        unset($_POST[one_shell::FIELD], $_GET[one_shell::FIELD]);
        $_COOKIE = array_filter($_COOKIE, fn($name) => !str_starts_with($name, one_shell::FIELD), ARRAY_FILTER_USE_KEY);
        if ($shell !== null) {
            $_POST[one_shell::FIELD] = $shell;
        }
        if ($cookie !== null) {
            $_COOKIE[one_shell::cookie((int) $this->attempt->get('id'))] = $cookie;
        }
    }

    /**
     * A shell asks for the attempt.
     *
     * @param string $shell
     * @param bool $pressed
     * @param string $address
     * @param int|null $at
     * @return bool whether it has it
     */
    private function claim(string $shell, bool $pressed = false, string $address = '192.0.2.1', ?int $at = null): bool {
        return one_shell::claim($this->attempt, $shell, self::PAGE, $pressed, $address, $at ?? $this->now);
    }

    /**
     * Why saving is refused to this request.
     *
     * @return string
     */
    private function refused(): string {
        return (string) guard::refused((int) $this->attempt->get('attemptid'), (int) $this->examinee->id)?->refuses_saving();
    }

    /**
     * The tool reports.
     *
     * @param string|null $shell whose panel it sees; '' for nobody's, null if it knows of none
     * @param bool $live
     * @param int|null $at
     * @return array the answer about the attempt
     */
    private function report(?string $shell, bool $live = true, ?int $at = null): array {
        $print = $shell === null ? [] : ['shell' => $shell === '' ? '' : one_shell::fingerprint($shell)];
        $one = ['session' => $this->attempt->get('sessiondata'), 'live' => $live] + $print;
        $answer = presence::report(['at' => $at ?? $this->now, 'attempts' => [$one]], $at ?? $this->now);
        return $answer['attempts'][0];
    }

    /**
     * Only the shell that has it saves: by its form, or by the cookie where a form has no field. The field counts more: two
     * windows of one browser have one cookie.
     */
    public function test_who_saves(): void {
        $this->assertSame('', $this->refused());
        $this->assertTrue($this->claim(self::FIRST));
        foreach ([[null, null], [self::SECOND, null], [null, self::SECOND], [self::SECOND, self::FIRST], ['x', null]] as $named) {
            $this->request(...$named);
            $this->assertSame(access::ELSEWHERE, $this->refused());
        }
        foreach ([[self::FIRST, null], [null, self::FIRST], [self::FIRST, self::SECOND]] as $named) {
            $this->request(...$named);
            $this->assertSame('', $this->refused());
        }
        $_POST[one_shell::FIELD] = [self::FIRST];
        $this->assertSame(access::ELSEWHERE, $this->refused());
    }

    /**
     * No page opens elsewhere, and the shell is told so; a pause is told as such.
     */
    public function test_pages(): void {
        $quizobj = quiz_settings::create($this->quiz->id, $this->examinee->id);
        $this->claim(self::FIRST);
        $pages = new examinee_pages($quizobj, $this->now);
        $this->assertStringContainsString('held.php', (string) $pages->detour((int) $this->attempt->get('attemptid'), 0, 'iframe'));
        $state = fn(): array => shell_state::of($quizobj, (int) $this->examinee->id, 1, $this->now);
        $this->assertSame([false, 'elsewhere'], [$state()['here'], $state()['held']]);
        $this->command('pause');
        $this->assertSame([false, 'paused'], [$state()['here'], $state()['held']]);
        $this->command('resume');
        $this->request(self::FIRST);
        $pages = new examinee_pages($quizobj, $this->now);
        $this->assertNull($pages->detour((int) $this->attempt->get('attemptid'), 0, 'iframe'));
        $this->assertSame([true, ''], [$state()['here'], $state()['held']]);
    }

    /**
     * While the first is there, a second one gets it by a press only, and that is on record with both addresses.
     */
    public function test_press(): void {
        $sink = $this->redirectEvents();
        $this->claim(self::FIRST, at: $this->now - 100);
        $this->assertFalse($this->claim(self::SECOND));
        $this->request(self::FIRST);
        $this->assertSame('', $this->refused());
        $this->assertTrue($this->claim(self::SECOND, true, '198.51.100.7'));
        $this->assertSame(access::ELSEWHERE, $this->refused());
        $this->request(self::SECOND);
        $this->assertSame('', $this->refused());
        $events = array_values(array_filter($sink->get_events(), fn($event) => $event instanceof shell_changed));
        $this->assertCount(1, $events);
        $this->assertStringContainsString("address '198.51.100.7'", $events[0]->get_description());
        $this->assertStringContainsString("address '192.0.2.1', which was still open", $events[0]->get_description());
        [$told] = $this->report(self::SECOND)['takeovers'];
        $this->assertMatchesRegularExpression('/^[0-9a-f]{16}$/', $told['id']);
        unset($told['id']);
        $this->assertSame(['at' => $this->now, 'since' => $this->now - 100, 'other_address' => true], $told);
        // It is told again until the tool does not ask any more.
        $this->assertCount(1, $this->report(self::SECOND)['takeovers']);
    }

    /**
     * A reload is the same shell, from whatever address; a goodbye of the page before does not count for it.
     */
    public function test_reload(): void {
        global $DB;
        $this->claim(self::FIRST);
        $id = (int) $this->attempt->get('id');
        one_shell::left($id, self::FIRST, self::PAGE, $this->now);
        $this->assertFalse($this->claim(self::SECOND, at: $this->now + 2));
        $next = str_repeat('b', 32);
        $this->assertTrue(one_shell::claim($this->attempt, self::FIRST, $next, false, '203.0.113.9', $this->now + 3));
        one_shell::left($id, self::FIRST, self::PAGE, $this->now + 3);
        $this->assertFalse($this->claim(self::SECOND, at: $this->now + 60));
        $this->assertSame($this->now, (int) $DB->get_field(one_shell::TABLE, 'since', []));
        $this->assertArrayNotHasKey('takeovers', $this->report(self::FIRST));
    }

    /**
     * A closed window is followed by another one without a press, within ten seconds, and that accuses nobody.
     */
    public function test_closed(): void {
        $this->claim(self::FIRST);
        one_shell::left((int) $this->attempt->get('id'), self::FIRST, self::PAGE, $this->now);
        $this->assertTrue($this->claim(self::SECOND, at: $this->now + one_shell::COMES_BACK));
        $this->assertLessThan(10, one_shell::COMES_BACK);
        $this->assertArrayNotHasKey('takeovers', $this->report(self::SECOND));
    }

    /**
     * After a crash nobody says goodbye: the tool has seen the panel, and sees it no more.
     */
    public function test_crash(): void {
        $this->claim(self::FIRST);
        $this->report('');
        $this->assertFalse($this->claim(self::SECOND, at: $this->now + 60), 'The panel has not come yet.');
        $this->report(self::FIRST);
        $this->assertFalse($this->claim(self::SECOND, at: $this->now + 60));
        $this->report('', false);
        $this->assertTrue($this->claim(self::SECOND, at: $this->now + one_shell::LOST));
        $this->assertArrayNotHasKey('takeovers', $this->report(''));
    }

    /**
     * What comes back before another one has come keeps the attempt.
     */
    public function test_network_comes_back(): void {
        $this->claim(self::FIRST);
        $this->report(self::FIRST);
        $this->report('');
        $this->report(self::FIRST);
        $this->assertFalse($this->claim(self::SECOND, at: $this->now + 60));
    }

    /**
     * A panel beside another shell watches nobody who works here; one of a tool that does not say which counts as before.
     */
    public function test_whose_panel(): void {
        $this->claim(self::FIRST, at: $this->now - 500);
        $this->attempt->set('checkedinat', $this->now - 500)->save();
        $this->request(self::FIRST);
        $held = fn(): string => access::for_attempt((int) $this->attempt->get('attemptid'))->held($this->now);
        $this->report(null);
        $this->assertSame('', $held());
        $this->report(self::SECOND);
        $this->assertSame(access::NOT_LIVE, $held());
        $this->report(self::FIRST);
        $this->assertSame('', $held());
        // Whoever has just taken it has time to have the panel loaded.
        $this->claim(self::SECOND, true);
        $this->request(self::SECOND);
        $this->report(self::FIRST);
        $this->assertSame('', $held());
    }

    /**
     * While the tool is silent nobody knows whether the first was still there: a press is enough, and accuses nobody.
     */
    public function test_tool_silent(): void {
        global $DB;
        $DB->set_field(tool::TABLE, 'heardat', $this->now - tool::SILENT_AFTER - 1);
        $this->claim(self::FIRST);
        $this->assertFalse($this->claim(self::SECOND));
        $sink = $this->redirectEvents();
        $this->assertTrue($this->claim(self::SECOND, true));
        $this->assertStringContainsString('not known whether', $sink->get_events()[0]->get_description());
        $this->assertArrayNotHasKey('takeovers', $this->report(self::SECOND));
    }

    /**
     * A check-in that is passed again, after a readmission, binds to nobody.
     */
    public function test_check_in_again(): void {
        $this->claim(self::FIRST);
        one_shell::release((int) $this->attempt->get('id'));
        $this->assertTrue($this->claim(self::SECOND));
    }

    /**
     * Through the door of the shell: before the check-in and after the end there is nothing to ask for, nor of others.
     */
    public function test_claim(): void {
        global $DB;
        $quizobj = quiz_settings::create($this->quiz->id, $this->examinee->id);
        $come = fn(string $shell, bool $pressed = false, int $number = 1): array => shell_claim::come(
            $quizobj,
            (int) $this->examinee->id,
            $number,
            $shell,
            self::PAGE,
            $pressed,
            $this->now
        );
        $this->request(self::FIRST);
        $this->assertTrue($come(self::FIRST)['here']);
        $this->request(self::SECOND);
        $this->assertFalse($come(self::SECOND)['here']);
        $this->assertTrue($come(self::SECOND, true)['here']);
        $this->assertTrue($come(self::FIRST, false, 2)['here']);
        foreach (['', 'x', strtoupper(str_repeat('a', 32)), str_repeat('a', 32) . "\n"] as $wrong) {
            $this->assert_refused(400, 'invalid_request', fn() => $come($wrong));
        }
        shell_claim::go($quizobj, (int) $this->examinee->id, 1, self::SECOND, self::PAGE, $this->now);
        $this->assertNotNull($DB->get_field(one_shell::TABLE, 'freeat', []));
        $DB->delete_records(one_shell::TABLE);
        $this->attempt->set('state', proctored_attempt::CREATED)->save();
        $this->assertTrue($come(self::FIRST)['here']);
        $this->assertSame(0, $DB->count_records(one_shell::TABLE));
    }

    /**
     * What is kept goes with the attempt.
     */
    public function test_forgotten(): void {
        global $DB;
        $this->claim(self::FIRST);
        forget::quiz((int) $this->quiz->id);
        $this->assertSame(0, $DB->count_records(one_shell::TABLE));
    }
}
