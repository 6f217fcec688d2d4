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

/**
 * What a shell asks of Moodle about itself: to be the attempt's, or to be it no more.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class shell_claim {
    /**
     * Where one go stands, after a shell has asked for it. Before the check-in is passed, and after the end, there is nothing to
     * ask for.
     *
     * @param quiz_settings $quizobj made for the user
     * @param int $userid
     * @param int $number of the attempt, from 1
     * @param string $shell id of the shell
     * @param string $page id of this loading of it
     * @param bool $pressed as in one_shell::claim()
     * @param int $now Unix time
     * @return array as shell_state::of() gives it
     * @throws refusal 400 if an id is none, 503 if the attempt is busy
     */
    public static function come(
        quiz_settings $quizobj,
        int $userid,
        int $number,
        string $shell,
        string $page,
        bool $pressed,
        int $now
    ): array {
        self::check($shell, $page);
        $attempt = self::attempt($quizobj, $userid, $number);
        $runs = $attempt && in_array($attempt->get('state'), [proctored_attempt::RUNNING, proctored_attempt::PAUSED], true);
        if ($runs && one_shell::claim($attempt, $shell, $page, $pressed, getremoteaddr(''), $now)) {
            self::give_cookie((int) $attempt->get('id'), $shell);
        }
        return shell_state::of($quizobj, $userid, $number, $now);
    }

    /**
     * A shell is left.
     *
     * @param quiz_settings $quizobj
     * @param int $userid
     * @param int $number
     * @param string $shell
     * @param string $page
     * @param int $now Unix time
     * @throws refusal 400
     */
    public static function go(quiz_settings $quizobj, int $userid, int $number, string $shell, string $page, int $now): void {
        self::check($shell, $page);
        $attempt = self::attempt($quizobj, $userid, $number);
        if ($attempt) {
            one_shell::left((int) $attempt->get('id'), $shell, $page, $now);
        }
    }

    /**
     * The user's own row.
     *
     * @param quiz_settings $quizobj
     * @param int $userid
     * @param int $number
     * @return proctored_attempt|null
     */
    private static function attempt(quiz_settings $quizobj, int $userid, int $number): ?proctored_attempt {
        $key = ['quizid' => $quizobj->get_quizid(), 'userid' => $userid, 'attemptnumber' => $number];
        return proctored_attempt::get_record($key) ?: null;
    }

    /**
     * Checks what a browser has made.
     *
     * @param string $shell
     * @param string $page
     * @throws refusal
     */
    private static function check(string $shell, string $page): void {
        if (!preg_match(one_shell::ID, $shell) || !preg_match(one_shell::ID, $page)) {
            throw new refusal(400, 'invalid_request', 'shell and page must be 32 hexadecimal digits.');
        }
    }

    /**
     * Has the browser send the id along with the pages of the quiz, also where no script of ours could add it.
     *
     * @param int $proctoredid
     * @param string $shell
     */
    private static function give_cookie(int $proctoredid, string $shell): void {
        global $CFG;
        $name = one_shell::cookie($proctoredid);
        $_COOKIE[$name] = $shell;
        if (!CLI_SCRIPT) {
            setcookie($name, $shell, [
                'path' => rtrim((string) parse_url($CFG->wwwroot, PHP_URL_PATH), '/') . '/mod/quiz/',
                'secure' => is_moodle_cookie_secure(),
                'httponly' => true,
                'samesite' => 'Lax',
            ]);
        }
    }
}
