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

/**
 * Every name of LTI that this plugin sends or reads, spelt once.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class claim {
    /** @var string Kind of message. */
    const MESSAGE_TYPE = 'https://purl.imsglobal.org/spec/lti/claim/message_type';
    /** @var string Version of LTI. */
    const VERSION = 'https://purl.imsglobal.org/spec/lti/claim/version';
    /** @var string Deployment. */
    const DEPLOYMENT_ID = 'https://purl.imsglobal.org/spec/lti/claim/deployment_id';
    /** @var string Address that the message is for. */
    const TARGET_LINK_URI = 'https://purl.imsglobal.org/spec/lti/claim/target_link_uri';
    /** @var string Roles. */
    const ROLES = 'https://purl.imsglobal.org/spec/lti/claim/roles';
    /** @var string Course. */
    const CONTEXT = 'https://purl.imsglobal.org/spec/lti/claim/context';
    /** @var string Quiz. */
    const RESOURCE_LINK = 'https://purl.imsglobal.org/spec/lti/claim/resource_link';
    /** @var string Where and how the tool is shown. */
    const LAUNCH_PRESENTATION = 'https://purl.imsglobal.org/spec/lti/claim/launch_presentation';
    /** @var string This Moodle. */
    const TOOL_PLATFORM = 'https://purl.imsglobal.org/spec/lti/claim/tool_platform';
    /** @var string Custom parameters. */
    const CUSTOM = 'https://purl.imsglobal.org/spec/lti/claim/custom';
    /** @var string Whose submission is looked at. */
    const FOR_USER = 'https://purl.imsglobal.org/spec/lti/claim/for_user';
    /** @var string Number of the attempt. */
    const ATTEMPT_NUMBER = 'https://purl.imsglobal.org/spec/lti-ap/claim/attempt_number';
    /** @var string Secret name of the attempt. */
    const SESSION_DATA = 'https://purl.imsglobal.org/spec/lti-ap/claim/session_data';
    /** @var string Where LtiStartAssessment goes. */
    const START_ASSESSMENT_URL = 'https://purl.imsglobal.org/spec/lti-ap/claim/start_assessment_url';
    /** @var string Assessment Control Service. */
    const ACS = 'https://purl.imsglobal.org/spec/lti-ap/claim/acs';
    /** @var string What the tool is to do. */
    const PROCTORING_SETTINGS = 'https://purl.imsglobal.org/spec/lti-ap/claim/proctoring_settings';
    /** @var string Whether the tool wants LtiEndAssessment. */
    const END_ASSESSMENT_RETURN = 'https://purl.imsglobal.org/spec/lti-ap/claim/end_assessment_return';
    /** @var string The gradebook's column. */
    const AGS = 'https://purl.imsglobal.org/spec/lti-ags/claim/endpoint';
    /** @var string Members of a course. */
    const NRPS = 'https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice';

    /** @var string Key of a platform's description. */
    const PLATFORM_CONFIGURATION = 'https://purl.imsglobal.org/spec/lti-platform-configuration';
    /** @var string Key of a tool's description. */
    const TOOL_CONFIGURATION = 'https://purl.imsglobal.org/spec/lti-tool-configuration';

    /** @var string The widget, or the live console. */
    const RESOURCE_LINK_REQUEST = 'LtiResourceLinkRequest';
    /** @var string Choosing content; mod_lti sends it. */
    const DEEP_LINKING_REQUEST = 'LtiDeepLinkingRequest';
    /** @var string Check-in. */
    const START_PROCTORING = 'LtiStartProctoring';
    /** @var string The tool's word that the examinee may begin. */
    const START_ASSESSMENT = 'LtiStartAssessment';
    /** @var string The attempt is over. */
    const END_ASSESSMENT = 'LtiEndAssessment';
    /** @var string The report about an attempt. */
    const SUBMISSION_REVIEW_REQUEST = 'LtiSubmissionReviewRequest';

    /** @var string[] Every message that reaches the tool, from mod_lti or from this plugin. */
    const MESSAGES = [
        self::RESOURCE_LINK_REQUEST,
        self::DEEP_LINKING_REQUEST,
        self::START_PROCTORING,
        self::END_ASSESSMENT,
        self::SUBMISSION_REVIEW_REQUEST,
    ];

    /** @var string Scope of acs.php, presence.php and review_outcome.php. */
    const SCOPE_ACS = 'https://purl.imsglobal.org/spec/lti-ap/scope/control.all';

    /** @var string[] Actions that acs.php takes. */
    const ACS_ACTIONS = ['pause', 'resume', 'terminate', 'update', 'flag'];

    /** @var string Role: takes the quiz. */
    const LEARNER = 'http://purl.imsglobal.org/vocab/lis/v2/membership#Learner';
    /** @var string Role: manages the quiz. */
    const INSTRUCTOR = 'http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor';
    /** @var string Role: proctors the quiz. */
    const TEACHING_ASSISTANT = 'http://purl.imsglobal.org/vocab/lis/v2/membership/Instructor#TeachingAssistant';
    /** @var string Role: administers this site. */
    const ADMINISTRATOR = 'http://purl.imsglobal.org/vocab/lis/v2/institution/person#Administrator';
}
