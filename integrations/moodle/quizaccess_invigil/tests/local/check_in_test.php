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

use quizaccess_invigil\event\check_in_passed;
use quizaccess_invigil\lti\claim;
use quizaccess_invigil\lti\tool;
use quizaccess_invigil\tests\enforced_quiz_trait;

/**
 * LtiStartAssessment.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers     \quizaccess_invigil\local\check_in
 * @covers     \quizaccess_invigil\local\transition
 */
final class check_in_test extends \advanced_testcase {
    use enforced_quiz_trait;

    /** @var proctored_attempt */
    private proctored_attempt $attempt;

    /** @var int The connected tool. */
    private int $typeid;

    /**
     * A connected tool and a check-in that was begun.
     */
    protected function setUp(): void {
        global $DB;
        parent::setUp();
        $this->resetAfterTest();
        $this->typeid = (int) $DB->insert_record('lti_types', (object) [
            'name' => 'Invigil',
            'baseurl' => 'https://tool.example/launch',
            'tooldomain' => 'tool.example',
            'state' => 1,
            'course' => SITEID,
            'clientid' => 'client',
            'createdby' => 2,
            'timecreated' => 1,
            'timemodified' => 1,
        ]);
        $DB->insert_record(tool::TABLE, (object) ['typeid' => $this->typeid, 'origin' => 'https://tool.example']);
        $this->make_quiz();
        $this->attempt = proctored_attempt::open((int) $this->quiz->id, (int) $this->examinee->id, 1);
    }

    /**
     * The claims.
     *
     * @param array $change
     * @return \stdClass
     */
    private function claims(array $change = []): \stdClass {
        return (object) ($change + [
            claim::MESSAGE_TYPE => claim::START_ASSESSMENT,
            claim::DEPLOYMENT_ID => (string) $this->typeid,
            claim::RESOURCE_LINK => (object) ['id' => $this->choice->get('linkid')],
            claim::SESSION_DATA => $this->attempt->get('sessiondata'),
            claim::ATTEMPT_NUMBER => 1,
        ]);
    }

    /**
     * The examinee may begin; that again changes nothing.
     */
    public function test_begins(): void {
        $sink = $this->redirectEvents();
        $now = time();
        $attempt = check_in::accept($this->claims(), $now);
        $this->assertSame(['running', $now, true, $now], [
            $attempt->get('state'),
            $attempt->get('checkedinat'),
            $attempt->get('live'),
            $attempt->get('liveat'),
        ]);
        $this->assertSame($now, check_in::accept($this->claims(), $now + 9)->get('checkedinat'));
        $this->assertSame([check_in_passed::class], array_map('get_class', $sink->get_events()));
        $this->assertSame('', access::for_user((int) $this->quiz->id, (int) $this->examinee->id)->held($now));
    }

    /**
     * A paused attempt stays paused, an ended one ended.
     */
    public function test_states(): void {
        foreach (['paused' => true, 'terminated' => false, 'complete' => false] as $state => $taken) {
            $this->attempt->set('state', $state);
            $this->attempt->save();
            if ($taken) {
                check_in::accept($this->claims(), time());
            } else {
                $this->assert_refused(409, 'attempt_over', fn() => check_in::accept($this->claims(), time()));
            }
            $this->attempt->read();
            $this->assertSame($state, $this->attempt->get('state'));
        }
    }

    /**
     * Messages that do not fit.
     */
    public function test_wrong(): void {
        $other = $this->getDataGenerator()->create_and_enrol($this->course, 'student');
        proctored_attempt::open((int) $this->quiz->id, (int) $other->id, 2);
        foreach ([
            [400, 'wrong_message', [claim::MESSAGE_TYPE => claim::START_PROCTORING]],
            [400, 'wrong_deployment', [claim::DEPLOYMENT_ID => (string) ($this->typeid + 1)]],
            [400, 'wrong_deployment', [claim::DEPLOYMENT_ID => null]],
            [403, 'wrong_session_data', [claim::SESSION_DATA => 'guess']],
            [403, 'wrong_session_data', [claim::SESSION_DATA => null]],
            [404, 'wrong_resource_link', [claim::RESOURCE_LINK => (object) ['id' => 'quiz-0']]],
            [404, 'wrong_resource_link', [claim::RESOURCE_LINK => null]],
            [400, 'wrong_attempt_number', [claim::ATTEMPT_NUMBER => 2]],
            [400, 'wrong_attempt_number', [claim::ATTEMPT_NUMBER => '1']],
        ] as [$status, $error, $change]) {
            $this->assert_refused($status, $error, fn() => check_in::accept($this->claims($change), time()));
        }
        $this->attempt->read();
        $this->assertSame('created', $this->attempt->get('state'));
    }

    /**
     * A quiz that is not proctored any more.
     */
    public function test_switched_off(): void {
        $this->choice->set('enabled', false);
        $this->choice->save();
        $this->assert_refused(404, 'wrong_resource_link', fn() => check_in::accept($this->claims(), time()));
    }
}
