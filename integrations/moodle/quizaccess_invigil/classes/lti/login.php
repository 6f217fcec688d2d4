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

use quizaccess_invigil\local\one_shell;
use quizaccess_invigil\local\proctored_attempt;

/**
 * The login initiation, first step of a launch (OpenID Connect, third-party-initiated login).
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class login {
    /**
     * Begins a login for the user who is logged in.
     *
     * @param launch_rules $rules
     * @param string $what key of launch_rules::MESSAGES
     * @param int $proctoredid the attempt that it is about; 0: the user's own newest one
     * @param string $target one of launches::TARGETS
     * @param int $now
     * @return array the tool's address, and the form fields to post there
     * @throws refused
     */
    public static function begin(launch_rules $rules, string $what, int $proctoredid, string $target, int $now): array {
        $tool = tool::connected();
        if (!$tool || $tool->loginurl === '') {
            throw new refused('launch_notconnected', 404, 'access_denied');
        }
        $attempt = self::attempt($rules, $what, $proctoredid, $now);
        $rules->check($what, $attempt);
        $hint = launches::begin(
            $rules->userid,
            (int) $rules->cm->instance,
            launch_rules::MESSAGES[$what],
            $attempt?->get('id'),
            $target,
            $now,
            in_array($what, ['start', 'widget'], true) ? self::shell($attempt) : null
        );
        return [$tool->loginurl, [
            'iss' => platform::issuer(),
            'target_link_uri' => $tool->launchurl,
            'login_hint' => (string) $rules->userid,
            'lti_message_hint' => launches::message_hint($hint),
            'client_id' => $tool->clientid,
            'lti_deployment_id' => (string) $tool->typeid,
        ]];
    }

    /**
     * The shell that asks, if the attempt is bound to it or, before it has begun, to none: nobody else's panel passes for that
     * shell's.
     *
     * @param proctored_attempt $attempt
     * @return string|null
     */
    private static function shell(proctored_attempt $attempt): ?string {
        $id = (int) $attempt->get('id');
        $named = one_shell::named($id);
        return in_array(one_shell::bound($id)?->shell, [null, $named], true) ? $named : null;
    }

    /**
     * What the launch is about.
     *
     * @param launch_rules $rules
     * @param string $what
     * @param int $proctoredid
     * @param int $now
     * @return proctored_attempt|null
     * @throws refused
     */
    private static function attempt(launch_rules $rules, string $what, int $proctoredid, int $now): ?proctored_attempt {
        return match (true) {
            $what === 'console' => null,
            $what === 'start' => $rules->to_start($now),
            $proctoredid > 0 => launch_rules::attempt($proctoredid),
            $what === 'report' => null,
            default => $rules->newest(),
        };
    }
}
