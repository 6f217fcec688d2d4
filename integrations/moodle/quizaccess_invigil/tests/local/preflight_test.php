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

use mod_quiz\access_manager;
use mod_quiz\form\preflight_check_form;
use mod_quiz\local\access_rule_base;
use mod_quiz\quiz_settings;
use MoodleQuickForm;
use quizaccess_invigil\lti\other_rules;
use quizaccess_invigil\tests\enforced_quiz_trait;

/**
 * What other rules ask is answered before the check-in, once.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers     \quizaccess_invigil\local\preflight
 * @covers     \quizaccess_invigil\local\examinee_pages
 * @covers     \quizaccess_invigil\lti\other_rules
 */
final class preflight_test extends \advanced_testcase {
    use enforced_quiz_trait;

    /**
     * A quiz with a password.
     */
    protected function setUp(): void {
        parent::setUp();
        $this->resetAfterTest();
        $this->make_quiz(['quizpassword' => 'sesame', 'timelimit' => 600]);
    }

    /**
     * The hooks for the examinee.
     *
     * @return examinee_pages
     */
    private function pages(): examinee_pages {
        return new examinee_pages(quiz_settings::create($this->quiz->id, $this->examinee->id), time(), false);
    }

    /**
     * What the form brings.
     *
     * @param string $password
     * @return array errors by field, of all rules as Moodle asks them
     */
    private function submit(string $password): array {
        $manager = quiz_settings::create($this->quiz->id, $this->examinee->id)->get_access_manager(time());
        return $manager->validate_preflight_check(['quizpassword' => $password], [], null);
    }

    /**
     * What is asked before an attempt, with a rule more that keeps nothing.
     *
     * @return preflight
     */
    private function with_a_promise(): preflight {
        $quizobj = quiz_settings::create($this->quiz->id, $this->examinee->id);
        $promise = new class ($quizobj, time()) extends access_rule_base {
            /**
             * Asks before an attempt is there.
             *
             * @param int|null $attemptid
             * @return bool
             */
            public function is_preflight_check_required($attemptid) {
                return $attemptid === null;
            }

            /**
             * Asks for a promise, and in a group for a place.
             *
             * @param preflight_check_form $quizform
             * @param MoodleQuickForm $mform
             * @param int|null $attemptid
             */
            public function add_preflight_check_form_fields(preflight_check_form $quizform, MoodleQuickForm $mform, $attemptid) {
                $mform->addElement('checkbox', 'promise', 'I promise');
                $mform->addGroup([$mform->createElement('text', 'place', 'Place')], 'more', 'More');
            }

            /**
             * Wants the promise.
             *
             * @param array $data
             * @param array $files
             * @param array $errors
             * @param int|null $attemptid
             * @return array
             */
            public function validate_preflight_check($data, $files, $errors, $attemptid) {
                return empty($data['promise']) ? $errors + ['promise' => 'Promise it.'] : $errors;
            }
        };
        $rules = new other_rules($quizobj, time());
        $property = new \ReflectionProperty(access_manager::class, 'rules');
        $property->setValue($rules, $property->getValue($rules) + ['quizaccess_promise' => $promise]);
        return new preflight($quizobj, access::for_user((int) $this->quiz->id, (int) $this->examinee->id), $rules);
    }

    /**
     * A wrong password is said before anything of the check-in, and the form stays.
     */
    public function test_a_wrong_password_leads_nowhere(): void {
        $this->assertTrue($this->pages()->asks_first());
        $this->assertSame(['quizpassword'], array_keys($this->submit('simsim')));
        $this->assertTrue($this->pages()->asks_first());
    }

    /**
     * The right one is asked once: the check-in is next, then the quiz opens.
     */
    public function test_the_right_password_is_asked_once(): void {
        global $SESSION;
        $this->assertSame(['invigil'], array_keys($this->submit('sesame')));
        $this->assertFalse($this->pages()->asks_first());
        $this->assertStringNotContainsString('sesame', json_encode($SESSION));
        $attempt = proctored_attempt::open((int) $this->quiz->id, (int) $this->examinee->id, 1);
        transition::begin($attempt, time());
        $manager = quiz_settings::create($this->quiz->id, $this->examinee->id)->get_access_manager(time());
        $this->assertSame([], $manager->validate_preflight_check([], [], null));
        $quizobj = quiz_settings::create($this->quiz->id, $this->examinee->id);
        $access = access::for_user((int) $this->quiz->id, (int) $this->examinee->id);
        $url = (new preflight($quizobj, $access, new other_rules($quizobj, time())))->quiz_url(0)->out(false);
        $this->assertStringContainsString('startattempt.php', $url);
        $this->assertStringContainsString(preflight::SUBMITTED, $url);
    }

    /**
     * Once the attempt is over, Moodle asks anew for the next one.
     */
    public function test_the_next_attempt_asks_anew(): void {
        $this->submit('sesame');
        quiz_settings::create($this->quiz->id, $this->examinee->id)->get_access_manager(time())->current_attempt_finished();
        $this->assertTrue($this->pages()->asks_first());
    }

    /**
     * Where only the time limit speaks, nothing stands before the check-in.
     */
    public function test_a_time_limit_asks_nothing(): void {
        global $DB;
        $DB->set_field('quiz', 'password', '', ['id' => $this->quiz->id]);
        $this->assertFalse($this->pages()->asks_first());
    }

    /**
     * Whoever is checked in is led into the frame as before, where Moodle asks what a new session has forgotten.
     */
    public function test_whoever_is_checked_in_is_not_sent_back(): void {
        $this->run_attempt();
        $this->assertFalse($this->pages()->asks_first());
    }

    /**
     * A rule that keeps nothing gets its answers when the quiz opens, from Moodle's own form; no other rule's are kept.
     */
    public function test_answers_wait_for_a_rule_that_keeps_nothing(): void {
        global $SESSION;
        $this->assertTrue($this->with_a_promise()->is_waiting());
        $data = ['cmid' => $this->quiz->cmid, 'submitbutton' => 'x', 'quizpassword' => 'sesame'];
        $data['more'] = ['place' => 'Home & hall'];
        $this->assertSame(['promise'], array_keys($this->with_a_promise()->answer($data, [])));
        $this->assertTrue($this->with_a_promise()->is_waiting());
        $this->assertSame([], $this->with_a_promise()->answer($data + ['promise' => '1'], []));
        $this->assertFalse($this->with_a_promise()->is_waiting());
        $this->assertStringNotContainsString('sesame', json_encode($SESSION));
        $this->assertStringContainsString('/accessrule/invigil/enter.php', $this->with_a_promise()->quiz_url(0)->out(false));
        $this->assertSame(
            [preflight::SUBMITTED => '1', 'more[place]' => 'Home & hall', 'promise' => '1'],
            $this->with_a_promise()->take()
        );
        $this->assertNull($this->with_a_promise()->take());
        $this->assertStringContainsString('/mod/quiz/startattempt.php', $this->with_a_promise()->quiz_url(0)->out(false));
    }

    /**
     * They are for one attempt only.
     */
    public function test_answers_are_for_one_attempt(): void {
        $this->with_a_promise()->answer(['quizpassword' => 'sesame', 'promise' => '1'], []);
        $this->run_attempt();
        $this->command('terminate');
        $this->assertTrue($this->with_a_promise()->is_waiting());
        $this->assertNull($this->with_a_promise()->take());
    }
}
