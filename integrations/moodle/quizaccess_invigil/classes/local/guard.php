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

/**
 * Refuses to save answers of an attempt that may not go on, in the two scripts of mod_quiz that save them without asking
 * the access rules: processattempt.php and autosave.ajax.php. So a pause holds in a page that was already open.
 *
 * It acts only for the owner of the attempt, with a valid session key. Whatever else is wrong with a request is left to
 * Moodle, which refuses it as it always does.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class guard {
    /** @var string Code in the answer to an autosave. */
    const ERROR = 'invigil_paused';

    /** @var int HTTP status of a refused autosave: mod_quiz's script takes it for a failure and tries again later. */
    const STATUS = 409;

    /** @var string[] External functions that show or save what is in an open attempt. */
    const SERVICES = [
        'mod_quiz_get_attempt_data', 'mod_quiz_get_attempt_summary', 'mod_quiz_process_attempt', 'mod_quiz_save_attempt',
        'mod_quiz_view_attempt', 'mod_quiz_view_attempt_summary',
    ];

    /** @var int HTTP status while it cannot be known whether an attempt may go on. */
    const STATUS_UNKNOWN = 503;

    /**
     * Looks at a request that saves answers. Returns if it may pass.
     *
     * @param bool $autosave whether it is the background one
     */
    public static function watch(bool $autosave): void {
        global $USER;
        if (CLI_SCRIPT || during_initial_install() || empty($USER->id) || !installation::is_done()) {
            return;
        }
        $attemptid = $_POST['attempt'] ?? $_GET['attempt'] ?? null;
        $sesskey = $_POST['sesskey'] ?? $_GET['sesskey'] ?? '';
        // As Moodle reads them. It refuses anything but a number, and anybody else's session key or none.
        if (!is_string($attemptid) || !is_string($sesskey) || $sesskey === '' || !confirm_sesskey($sesskey)) {
            return;
        }
        if (!$autosave) {
            early_end::drop((int) clean_param($attemptid, PARAM_INT), (int) $USER->id, time());
        }
        try {
            $access = self::refused((int) clean_param($attemptid, PARAM_INT), (int) $USER->id);
        } catch (\dml_exception $e) {
            if (self::may_be_proctored((int) clean_param($attemptid, PARAM_INT))) {
                self::answer_json(self::STATUS_UNKNOWN);
            }
            return;
        }
        if ($access === null) {
            return;
        }
        if ($autosave) {
            self::answer_json(self::STATUS);
        }
        $attempt = $access->attempt ?? proctored_attempt::open(
            (int) $access->choice->get('quizid'),
            (int) $USER->id,
            $access->attemptnumber
        );
        held_page::for_post($attempt, $access->refuses_saving(), array_diff_key($_POST, [one_shell::FIELD => true]));
    }

    /**
     * What a web service may not do: it knows no check-in. It is not left to the access rule: of the functions of mod_quiz,
     * process_attempt saves without asking prevent_access(), and the others leave what it says out of their answer, which then
     * ends in "because: {$a}".
     *
     * @param string $function name of the external function
     * @param array $params its parameters, in order
     * @throws \moodle_exception if it would show or save answers of a proctored attempt
     */
    public static function watch_web_service(string $function, array $params): void {
        global $USER;
        if (!in_array($function, self::SERVICES, true)) {
            return;
        }
        $access = access::for_attempt((int) reset($params));
        if ($access->is_proctored()) {
            if ($access->userid !== (int) $USER->id) {
                trespass::in_attempt($access);
            }
            throw new \moodle_exception('guard_app', 'quizaccess_invigil');
        }
    }

    /**
     * Whether saving is refused, with what is known about it. If it is not, and the attempt is proctored, nothing decided
     * by a proctor takes effect until this request has ended.
     *
     * @param int $attemptid id in quiz_attempts
     * @param int $userid who wants to save
     * @return access|null null if it may pass
     * @throws \dml_exception
     */
    public static function refused(int $attemptid, int $userid): ?access {
        $access = access::for_attempt($attemptid);
        if (!$access->is_proctored()) {
            return null;
        }
        if ($access->userid !== $userid) {
            // Moodle's own script refuses it.
            trespass::in_attempt($access);
            return null;
        }
        if ($access->refuses_saving() === access::OPEN && $access->attempt) {
            attempt_lock::keep_for_request((int) $access->attempt->get('id'));
            // What was decided while we waited counts.
            $access = access::for_attempt($attemptid);
        }
        return $access->refuses_saving() === access::OPEN ? null : $access;
    }

    /**
     * Whether an attempt is of a proctored quiz, for when our tables cannot be read as they should be: while the plugin is
     * being upgraded, say. Other quizzes must not suffer from that.
     *
     * @param int $attemptid
     * @return bool
     */
    private static function may_be_proctored(int $attemptid): bool {
        global $DB;
        try {
            return $DB->record_exists_sql(
                'SELECT 1
                   FROM {quiz_attempts} qa
                   JOIN {' . choice::TABLE . '} c ON c.quizid = qa.quiz AND c.enabled = 1
                  WHERE qa.id = :id AND qa.preview = 0',
                ['id' => $attemptid]
            );
        } catch (\dml_exception $e) {
            // There is no such table, so no quiz is proctored; or there is no database, so nothing is saved anyway.
            return false;
        }
    }

    /**
     * Answers that nothing was saved, and ends.
     *
     * @param int $status
     */
    private static function answer_json(int $status): never {
        http_response_code($status);
        header('Content-Type: application/json; charset=utf-8');
        header('Cache-Control: no-store');
        header('Retry-After: 10');
        echo json_encode(['error' => get_string('guard_notsaved', 'quizaccess_invigil'), 'errorcode' => self::ERROR]);
        exit;
    }
}
