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

namespace quizaccess_invigil\lti;

use quizaccess_invigil\local\exam_groups;
use quizaccess_invigil\local\names;
use quizaccess_invigil\local\one_shell;
use quizaccess_invigil\local\proctored_attempt;

/**
 * The claims of an id_token, message by message.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class message_builder {
    /** @var int Seconds that an id_token is good for. */
    const LIFE = 60;

    /**
     * What is needed for a message.
     *
     * @param tool $tool
     * @param launch_rules $rules the quiz, and who may what there
     * @param \stdClass $course
     * @param \stdClass $user who is logged in
     * @param \stdClass $launch row of quizaccess_invigil_launches
     * @param proctored_attempt|null $attempt what it is about, if it is about one
     */
    public function __construct(
        /** @var tool */
        private readonly tool $tool,
        /** @var launch_rules */
        private readonly launch_rules $rules,
        /** @var \stdClass */
        private readonly \stdClass $course,
        /** @var \stdClass */
        private readonly \stdClass $user,
        /** @var \stdClass */
        private readonly \stdClass $launch,
        /** @var proctored_attempt|null */
        private readonly ?proctored_attempt $attempt,
    ) {
        global $CFG;
        require_once($CFG->dirroot . '/mod/lti/locallib.php');
    }

    /**
     * The claims.
     *
     * @param string $nonce the tool's
     * @param int $now
     * @return array
     */
    public function claims(string $nonce, int $now): array {
        return [
            'iss' => platform::issuer(),
            'aud' => $this->tool->clientid,
            'sub' => (string) $this->user->id,
            'iat' => $now,
            'exp' => $now + self::LIFE,
            'nonce' => $nonce,
            'locale' => self::locale(),
            claim::MESSAGE_TYPE => $this->launch->messagetype,
            claim::VERSION => '1.3.0',
            claim::DEPLOYMENT_ID => (string) $this->tool->typeid,
            claim::TARGET_LINK_URI => $this->tool->launchurl,
            claim::ROLES => $this->roles(),
            claim::CONTEXT => $this->context(),
            claim::RESOURCE_LINK => [
                'id' => $this->rules->choice->get('linkid'),
                'title' => names::plain($this->rules->cm->name, $this->rules->context),
            ],
            claim::LAUNCH_PRESENTATION => [
                'locale' => self::locale(),
                'document_target' => $this->launch->documenttarget,
                'return_url' => (new \moodle_url('/mod/quiz/view.php', ['id' => $this->rules->cm->id]))->out(false),
            ],
            claim::TOOL_PLATFORM => platform::claim($this->tool->typeid),
            claim::CUSTOM => $this->custom(),
        ] + $this->identity($this->user) + $this->about() + $this->members();
    }

    /**
     * What only this kind of message says.
     *
     * @return array
     */
    private function about(): array {
        $settings = [claim::PROCTORING_SETTINGS => ['data' => $this->rules->choice->settings_data()]];
        $which = $this->attempt ? [
            claim::ATTEMPT_NUMBER => (int) $this->attempt->get('attemptnumber'),
            claim::SESSION_DATA => $this->attempt->get('sessiondata'),
        ] : [];
        return match ($this->launch->messagetype) {
            claim::START_PROCTORING => $settings + $which + [
                claim::START_ASSESSMENT_URL => platform::url('start.php'),
                claim::ACS => [
                    'assessment_control_url' => platform::url('acs.php'),
                    'actions' => claim::ACS_ACTIONS,
                ],
            ],
            claim::RESOURCE_LINK_REQUEST => $settings,
            claim::END_ASSESSMENT => $which,
            claim::SUBMISSION_REVIEW_REQUEST => [claim::FOR_USER => $this->for_user(), claim::AGS => $this->line_item()],
        };
    }

    /**
     * Roles, as full URIs. The examinee's pages are for learners even if the person is something else elsewhere.
     *
     * @return string[]
     */
    private function roles(): array {
        if (in_array(launch_rules::what($this->launch), ['start', 'widget', 'end'], true)) {
            return [claim::LEARNER];
        }
        $roles = [$this->rules->may_manage() ? claim::INSTRUCTOR : claim::TEACHING_ASSISTANT];
        return is_siteadmin($this->user) ? [...$roles, claim::ADMINISTRATOR] : $roles;
    }

    /**
     * The course, under the id by which mod_lti's messages name it.
     *
     * @return array
     */
    private function context(): array {
        $kind = $this->course->format === 'site' ? 'Group' : 'CourseSection';
        return [
            'id' => (string) $this->course->id,
            'label' => names::plain($this->course->shortname, $this->rules->context),
            'title' => names::plain($this->course->fullname, $this->rules->context),
            'type' => ["http://purl.imsglobal.org/vocab/lis/v2/course#{$kind}"],
        ];
    }

    /**
     * Custom parameters: where the tool's server reports to and asks, and who is in which group.
     *
     * @return string[]
     */
    private function custom(): array {
        $custom = [
            'invigil_presence_url' => platform::url('presence.php'),
            'invigil_review_url' => platform::url('review_outcome.php'),
            'invigil_groups_url' => platform::url('groups.php'),
        ];
        if ($this->launch->messagetype === claim::SUBMISSION_REVIEW_REQUEST) {
            $custom['attempt_number'] = (string) $this->attempt->get('attemptnumber');
        }
        $about = $this->launch->messagetype === claim::SUBMISSION_REVIEW_REQUEST ? $this->attempt : null;
        $groups = new exam_groups($this->rules->cm);
        return $custom + $this->shell() + $groups->custom(launch_rules::what($this->launch), (int) $this->user->id, $about);
    }

    /**
     * The shell that this panel is launched in, while the attempt is bound to it: of two, the tool follows the newer one. Before
     * the attempt has begun it is bound to none, and none is newer.
     *
     * @return string[]
     */
    private function shell(): array {
        $asked = $this->launch->shell ?? null;
        if (!$asked || !$this->attempt) {
            return [];
        }
        $bound = one_shell::bound((int) $this->attempt->get('id'));
        return $bound && $bound->shell !== $asked ? [] : [
            'invigil_shell' => one_shell::fingerprint($asked),
            'invigil_shell_since' => (string) (int) $bound?->since,
        ];
    }

    /**
     * Whose attempt is looked at.
     *
     * @return array
     */
    private function for_user(): array {
        $user = \core_user::get_user($this->attempt->get('userid'), '*', MUST_EXIST);
        return ['user_id' => (string) $user->id, 'roles' => [claim::LEARNER]] + $this->identity($user);
    }

    /**
     * The gradebook's column of what is looked at. The message must name it; it is the quiz's own, so the tool may do nothing
     * with it.
     *
     * @return array
     */
    private function line_item(): array {
        global $CFG, $DB;
        $item = (int) $DB->get_field('grade_items', 'id', [
            'itemtype' => 'mod', 'itemmodule' => 'quiz', 'iteminstance' => $this->rules->cm->instance, 'itemnumber' => 0,
        ]);
        $path = "{$this->course->id}/lineitems/{$item}/lineitem?type_id={$this->tool->typeid}";
        return ['scope' => [], 'lineitem' => $CFG->wwwroot . '/mod/lti/services.php/' . $path];
    }

    /**
     * Name and mail address, as far as the tool's settings in mod_lti let them be sent.
     *
     * @param \stdClass $user
     * @return string[]
     */
    private function identity(\stdClass $user): array {
        $config = lti_get_type_config($this->tool->typeid);
        $name = [
            'name' => names::person($user),
            'given_name' => $user->firstname,
            'family_name' => $user->lastname,
        ];
        // A quiz has no setting of its own for this: where teachers may choose, nothing is sent.
        return (($config['sendname'] ?? '') == LTI_SETTING_ALWAYS ? $name : [])
            + (($config['sendemailaddr'] ?? '') == LTI_SETTING_ALWAYS ? ['email' => $user->email] : []);
    }

    /**
     * Where the tool reads the members of the course, if mod_lti offers that to it here.
     *
     * @return array
     */
    private function members(): array {
        $service = lti_get_service_by_name('memberships');
        if (!$service) {
            return [];
        }
        $type = lti_get_type($this->tool->typeid);
        $service->set_type($type);
        $service->set_typeconfig(lti_get_type_config($type->id));
        $offered = $service->get_launch_parameters(
            'basic-lti-launch-request',
            $this->course->id,
            $this->user->id,
            $type->id
        );
        if (!isset($offered['context_memberships_v2_url'])) {
            return [];
        }
        return [claim::NRPS => [
            'context_memberships_url' => $service->parse_value($offered['context_memberships_v2_url']),
            'service_versions' => explode(',', $offered['context_memberships_versions'] ?? '2.0'),
        ]];
    }

    /**
     * The language that the user reads this page in, as BCP 47 spells it.
     *
     * @return string
     */
    private static function locale(): string {
        return str_replace('_', '-', current_language());
    }
}
