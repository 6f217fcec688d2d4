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

use quizaccess_invigil\event\launch_refused;
use quizaccess_invigil\local\refusal_log;

/**
 * The answer to the tool's authentication request (OpenID Connect, third step of a launch).
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class authentication {
    /** @var int The longest state or nonce that is echoed, in bytes. */
    const MAX_ECHO = 4096;

    /**
     * Checks where the answer may go: client and redirect_uri exactly as registered. Without that, nothing is posted.
     *
     * @param string[] $params of the request
     * @return tool
     * @throws refused
     */
    public static function known(array $params): tool {
        $tool = tool::connected();
        if (!$tool || ($params['client_id'] ?? '') !== $tool->clientid) {
            throw new refused('refused_client', 401, 'unauthorized_client');
        }
        if (!in_array($params['redirect_uri'] ?? '', $tool->redirecturis, true)) {
            throw new refused('refused_redirect', 400);
        }
        return $tool;
    }

    /**
     * What is posted to redirect_uri: an id_token, or an error.
     *
     * @param tool $tool as known() gave it
     * @param string[] $params of the request
     * @param \stdClass $user who is logged in
     * @param int $now
     * @return string[] form fields
     */
    public static function answer(tool $tool, array $params, \stdClass $user, int $now): array {
        $state = $params['state'] ?? '';
        $fields = $state === '' || strlen($state) > self::MAX_ECHO ? [] : ['state' => $state];
        try {
            return ['id_token' => self::id_token($tool, $params, $user, $now)] + $fields;
        } catch (refused $why) {
            refusal_log::note('auth', $why->errorcode, $why->status, $now);
            return $why->as_answer() + $fields;
        } catch (\require_login_exception $why) {
            return (new refused('launch_notexaminee', 403, 'access_denied'))->as_answer() + $fields;
        }
    }

    /**
     * The id_token. The login is used up by it.
     *
     * @param tool $tool
     * @param string[] $params
     * @param \stdClass $user
     * @param int $now
     * @return string JWT
     * @throws refused
     * @throws \require_login_exception
     */
    private static function id_token(tool $tool, array $params, \stdClass $user, int $now): string {
        self::check_form($params);
        $launch = launches::look((string) launches::hint_in($params['lti_message_hint'] ?? ''), $now);
        self::check_user($launch, $params['login_hint'] ?? '', $user);
        [$course, $cm] = get_course_and_cm_from_instance($launch->quizid, 'quiz');
        // Whoever was taken out of the course since the login began gets nothing.
        require_login($course, false, $cm, false, true);
        $rules = new launch_rules($cm, (int) $user->id);
        $attempt = $launch->proctoredid ? launch_rules::attempt((int) $launch->proctoredid) : null;
        $rules->check(launch_rules::what($launch), $attempt);
        launches::use_up($launch);
        $builder = new message_builder($tool, $rules, $course, $user, $launch, $attempt);
        return signer::sign($builder->claims($params['nonce'], $now));
    }

    /**
     * Checks what OpenID Connect and LTI fix.
     *
     * @param string[] $params
     * @throws refused
     */
    private static function check_form(array $params): void {
        if (($params['scope'] ?? '') !== 'openid') {
            throw new refused('refused_authscope', 400, 'invalid_scope');
        }
        if (($params['response_type'] ?? '') !== 'id_token') {
            throw new refused('refused_responsetype', 400, 'unsupported_response_type');
        }
        if (($params['response_mode'] ?? '') !== 'form_post') {
            throw new refused('refused_responsemode');
        }
        if (!in_array($params['prompt'] ?? '', ['', 'none'], true)) {
            throw new refused('refused_prompt');
        }
        $nonce = $params['nonce'] ?? '';
        if ($nonce === '' || strlen($nonce) > self::MAX_ECHO) {
            throw new refused('refused_nonce');
        }
    }

    /**
     * Checks that the login was begun by and for the user who is logged in.
     *
     * @param \stdClass $launch
     * @param string $loginhint
     * @param \stdClass $user
     * @throws refused
     */
    private static function check_user(\stdClass $launch, string $loginhint, \stdClass $user): void {
        if (!$user->id || isguestuser($user)) {
            throw new refused('refused_loggedout', 401, 'login_required');
        }
        if ($loginhint === (string) $user->id && (int) $launch->userid === (int) $user->id) {
            return;
        }
        $cm = get_coursemodule_from_instance('quiz', $launch->quizid, 0, false, MUST_EXIST);
        launch_refused::create([
            'context' => \context_module::instance($cm->id),
            'userid' => $user->id,
            'relateduserid' => $launch->userid,
            'other' => [
                'what' => launch_rules::what($launch),
                'reason' => 'refused_otheruser',
                'proctoredid' => (int) $launch->proctoredid,
            ],
        ])->trigger();
        throw new refused('refused_otheruser', 403, 'login_required');
    }
}
