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

namespace quizaccess_invigil;

use quizaccess_invigil\local\choice;
use quizaccess_invigil\local\one_shell;
use quizaccess_invigil\local\proctored_attempt;
use quizaccess_invigil\lti\claim;
use quizaccess_invigil\lti\platform;
use quizaccess_invigil\lti\tool;
use quizaccess_invigil\tests\hostile_names_trait;
use quizaccess_invigil\tests\lti_launch_trait;

/**
 * What the tool is told, message by message.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers     \quizaccess_invigil\lti\message_builder
 * @covers     \quizaccess_invigil\lti\platform
 * @covers     \quizaccess_invigil\lti\signer
 */
final class lti_message_test extends \advanced_testcase {
    use hostile_names_trait;
    use lti_launch_trait;

    /**
     * A connected tool, a proctored quiz, and people.
     */
    protected function setUp(): void {
        parent::setUp();
        $this->make_site();
    }

    /**
     * What every message says.
     */
    public function test_common_claims(): void {
        $claims = $this->launch('student', 'start');
        $student = $this->users['student'];
        $this->assertSame(platform::issuer(), $claims['iss']);
        $this->assertSame($this->tool->clientid, $claims['aud']);
        $this->assertSame((string) $student->id, $claims['sub']);
        $this->assertSame('the nonce', $claims['nonce']);
        $this->assertSame(60, $claims['exp'] - $claims['iat']);
        $this->assertSame([fullname($student), $student->email], [$claims['name'], $claims['email']]);
        $this->assertSame('1.3.0', $claims[claim::VERSION]);
        $this->assertSame((string) $this->tool->typeid, $claims[claim::DEPLOYMENT_ID]);
        $this->assertSame('https://invigil.example/lti/launch', $claims[claim::TARGET_LINK_URI]);
        $this->assertSame(
            ['id' => choice::of_quiz($this->quiz->id)->get('linkid'), 'title' => 'Final'],
            $claims[claim::RESOURCE_LINK]
        );
        $this->assertSame((string) $this->course->id, $claims[claim::CONTEXT]['id']);
        $this->assertSame('Chemistry & more', $claims[claim::CONTEXT]['title']);
        $this->assertSame('moodle', $claims[claim::TOOL_PLATFORM]['product_family_code']);
        $this->assertSame('iframe', $claims[claim::LAUNCH_PRESENTATION]['document_target']);
        $this->assertSame(platform::url('presence.php'), $claims[claim::CUSTOM]['invigil_presence_url']);
        $this->assertSame(platform::url('review_outcome.php'), $claims[claim::CUSTOM]['invigil_review_url']);
    }

    /**
     * Names are told as plain text, in the language of whoever opens the tool.
     *
     * @dataProvider names
     * @param string $name as Moodle keeps it
     * @param string $plain as it is read
     */
    public function test_names(string $name, string $plain): void {
        global $DB, $SITE;
        $this->filter_names();
        $DB->set_field('quiz', 'name', $name, ['id' => $this->quiz->id]);
        // The column is one character shorter than the one of a quiz.
        $course = \core_text::substr($name, 0, 254);
        $DB->update_record('course', (object) ['id' => $this->course->id, 'fullname' => $course, 'shortname' => $course]);
        $SITE->fullname = $name;
        rebuild_course_cache($this->course->id, true);
        $this->rename_person($this->users['student'], 'Six <b>', '=O\'Six & "Co"');
        $claims = $this->launch('student', 'start');
        $this->assertSame($plain, $claims[claim::RESOURCE_LINK]['title']);
        $course = \core_text::substr($plain, 0, 254);
        $this->assertSame([$course, $course], [$claims[claim::CONTEXT]['title'], $claims[claim::CONTEXT]['label']]);
        $this->assertSame($plain, $claims[claim::TOOL_PLATFORM]['description']);
        $this->assertSame('Six <b> =O\'Six & "Co"', $claims['name']);
        $this->assertSame('=O\'Six & "Co"', $claims['family_name']);
    }

    /**
     * Name and mail address go only where the tool's settings let them.
     */
    public function test_privacy(): void {
        global $DB;
        foreach (['sendname', 'sendemailaddr'] as $name) {
            $DB->set_field('lti_types_config', 'value', LTI_SETTING_NEVER, ['typeid' => $this->tool->typeid, 'name' => $name]);
        }
        $claims = $this->launch('student', 'start');
        $this->assertEmpty(array_intersect_key($claims, ['name' => 1, 'given_name' => 1, 'family_name' => 1, 'email' => 1]));
        $this->row();
        $for = $this->launch('editingteacher', 'report', $this->row())[claim::FOR_USER];
        $this->assertSame(['user_id' => (string) $this->users['student']->id, 'roles' => [claim::LEARNER]], $for);
    }

    /**
     * The panel of a shell is launched in its name: before the attempt has begun by whoever checks in, then by the shell alone
     * that the attempt is bound to.
     */
    public function test_shell(): void {
        $ids = ['first' => str_repeat('1', 32), 'second' => str_repeat('2', 32)];
        $named = function (string $what, ?string $id): array {
            $_GET[one_shell::FIELD] = $id;
            try {
                return array_intersect_key(
                    $this->launch('student', $what)[claim::CUSTOM],
                    ['invigil_shell' => 1, 'invigil_shell_since' => 1]
                );
            } finally {
                unset($_GET[one_shell::FIELD]);
            }
        };
        $print = one_shell::fingerprint($ids['first']);
        $this->assertSame(['invigil_shell' => $print, 'invigil_shell_since' => '0'], $named('start', $ids['first']));
        $this->assertSame([], $named('start', null));
        one_shell::claim($this->row(), $ids['first'], str_repeat('a', 32), false, '192.0.2.1', 1800000000);
        $this->assertSame(['invigil_shell' => $print, 'invigil_shell_since' => '1800000000'], $named('widget', $ids['first']));
        $this->assertSame([], $named('widget', $ids['second']));
        $this->assertSame([], $named('start', $ids['second']));
    }

    /**
     * Check-in.
     */
    public function test_start(): void {
        $claims = $this->launch('student', 'start');
        $row = $this->row();
        $this->assertSame(claim::START_PROCTORING, $claims[claim::MESSAGE_TYPE]);
        $this->assertSame([claim::LEARNER], $claims[claim::ROLES]);
        $this->assertSame(1, $claims[claim::ATTEMPT_NUMBER]);
        $this->assertSame($row->get('sessiondata'), $claims[claim::SESSION_DATA]);
        $this->assertSame(platform::url('start.php'), $claims[claim::START_ASSESSMENT_URL]);
        $this->assertSame(
            ['assessment_control_url' => platform::url('acs.php'), 'actions' => claim::ACS_ACTIONS],
            $claims[claim::ACS]
        );
        $this->assertSame(
            ['data' => choice::of_quiz($this->quiz->id)->settings_data()],
            $claims[claim::PROCTORING_SETTINGS]
        );
    }

    /**
     * Widget, console, end, report.
     */
    public function test_other_messages(): void {
        $row = $this->row(proctored_attempt::COMPLETE);
        $widget = $this->launch('student', 'widget');
        $this->assertSame(claim::RESOURCE_LINK_REQUEST, $widget[claim::MESSAGE_TYPE]);
        $this->assertSame([claim::LEARNER], $widget[claim::ROLES]);
        $this->assertArrayHasKey(claim::PROCTORING_SETTINGS, $widget);
        $this->assertArrayNotHasKey(claim::SESSION_DATA, $widget);

        $end = $this->launch('student', 'end', $row);
        $this->assertSame(claim::END_ASSESSMENT, $end[claim::MESSAGE_TYPE]);
        $this->assertSame([1, $row->get('sessiondata')], [$end[claim::ATTEMPT_NUMBER], $end[claim::SESSION_DATA]]);

        $console = $this->launch('editingteacher', 'console');
        $this->assertSame(claim::RESOURCE_LINK_REQUEST, $console[claim::MESSAGE_TYPE]);
        $this->assertSame([claim::INSTRUCTOR], $console[claim::ROLES]);

        $report = $this->launch('teacher', 'report', $row);
        $this->assertSame(claim::SUBMISSION_REVIEW_REQUEST, $report[claim::MESSAGE_TYPE]);
        $this->assertSame((string) $this->users['student']->id, $report[claim::FOR_USER]['user_id']);
        $this->assertSame('1', $report[claim::CUSTOM]['attempt_number']);
        // Without a column the message is none, as the standard has it; this one is not the tool's to write into.
        $item = \grade_item::fetch(['itemmodule' => 'quiz', 'iteminstance' => $this->quiz->id, 'itemnumber' => 0]);
        $this->assertSame([
            'scope' => [],
            'lineitem' => "https://www.example.com/moodle/mod/lti/services.php/{$this->course->id}/lineitems/{$item->id}/lineitem"
                . "?type_id={$this->tool->typeid}",
        ], $report[claim::AGS]);
        $this->assertArrayNotHasKey(claim::SESSION_DATA, $report);
    }

    /**
     * Roles of those who watch.
     */
    public function test_roles(): void {
        $roles = fn(string $who): array => $this->launch($who, 'console')[claim::ROLES];
        $this->assertSame([claim::INSTRUCTOR], $roles('editingteacher'));
        $this->assertSame([claim::TEACHING_ASSISTANT], $roles('teacher'));
        $this->assertSame([claim::INSTRUCTOR, claim::ADMINISTRATOR], $roles('admin'));
    }
}
