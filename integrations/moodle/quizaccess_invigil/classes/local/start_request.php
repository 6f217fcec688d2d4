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

use quizaccess_invigil\lti\refused;
use quizaccess_invigil\lti\service_request;
use quizaccess_invigil\lti\tool_token;

/**
 * The request by which an examinee begins, answered with a redirect to the quiz, or in JSON for a script that asks for it.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class start_request {
    /**
     * Serves it and ends.
     */
    public static function serve(): never {
        global $PAGE;
        $PAGE->set_context(\context_system::instance());
        $PAGE->set_url('/mod/quiz/accessrule/invigil/start.php');
        try {
            if (($_SERVER['REQUEST_METHOD'] ?? '') !== 'POST') {
                throw new refused('refused_method', 405, 'invalid_request', 'POST');
            }
            $jwt = $_POST['JWT'] ?? '';
            $attempt = check_in::accept(tool_token::verify(is_string($jwt) ? $jwt : '', time()), time());
        } catch (refused $e) {
            self::refuse($e->status, $e->errorcode, $e->as_answer(), $e);
        } catch (refusal $e) {
            self::refuse(
                $e->status,
                $e->error,
                ['error' => $e->error, 'error_description' => $e->getMessage()],
                new \moodle_exception($e->status === 409 ? 'start_over' : 'start_refused', 'quizaccess_invigil')
            );
        }
        self::go_to_quiz($attempt);
    }

    /**
     * Shows the way to the quiz, and ends.
     *
     * @param proctored_attempt $attempt
     */
    private static function go_to_quiz(proctored_attempt $attempt): never {
        $cm = get_coursemodule_from_instance('quiz', $attempt->get('quizid'), 0, false, MUST_EXIST);
        $url = (new \moodle_url('/mod/quiz/accessrule/invigil/shell.php', ['cmid' => $cm->id]))->out(false);
        if (self::wants_json()) {
            service_request::answer(200, ['ok' => true, 'url' => $url]);
        }
        // 303: the browser gets the next page, whatever brought it here.
        header('Location: ' . $url, true, 303);
        exit;
    }

    /**
     * Refuses, and ends.
     *
     * @param int $status
     * @param string $reason
     * @param array $answer for a script
     * @param \moodle_exception $page for a person
     */
    private static function refuse(int $status, string $reason, array $answer, \moodle_exception $page): never {
        refusal_log::note('start', $reason, $status, time());
        if (self::wants_json()) {
            service_request::answer($status, $answer);
        }
        throw $page;
    }

    /**
     * Whether a script asks.
     *
     * @return bool
     */
    private static function wants_json(): bool {
        return str_contains($_SERVER['HTTP_ACCEPT'] ?? '', tool_request::JSON);
    }
}
