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

use mod_quiz\quiz_attempt;
use mod_quiz\quiz_settings;

/**
 * Keeps a held result out of the quiz's own pages and web services, which show marks without asking the gradebook.
 *
 * The quiz has no review options per user. So the examinee's request, and only that, is given a quiz whose review options are
 * switched off, in the scripts that show marks and save nothing. Nothing is written.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class result_cover {
    /** @var string[] What view.php shows of a result. */
    const ON_VIEW = ['reviewmarks', 'reviewmaxmarks', 'reviewoverallfeedback'];

    /** @var string[] Without this one, a page of an attempt does not open at all. */
    const ON_REVIEW = ['reviewattempt', 'reviewmarks', 'reviewmaxmarks', 'reviewoverallfeedback'];

    /** @var int Seconds before an attempt's end in which view.php could hand it in by itself. */
    const MARGIN = 30;

    /** @var bool Set while this class itself works on an attempt. */
    private static bool $busy = false;

    /**
     * Covers the result, if this request shows one to an examinee whose result is held.
     *
     * To be called from the access rule's make(): the quiz's pages build their access rules before they read the review
     * options, and on the same object. It asks the database only in the scripts it is about.
     *
     * @param quiz_settings $quizobj its quiz is changed
     * @param string $script path of the running script, as $SCRIPT gives it
     */
    public static function cover(quiz_settings $quizobj, string $script): void {
        global $USER;
        if (self::$busy) {
            return;
        }
        if ($script === '/mod/quiz/view.php') {
            if (held_grade::is_held_for_user($quizobj->get_quizid(), (int) $USER->id)) {
                self::settle_open_attempt($quizobj);
                self::switch_off($quizobj, self::ON_VIEW);
            }
        } else if ($script === '/mod/quiz/reviewquestion.php') {
            $attempt = proctored_attempt::of_attempt(optional_param('attempt', 0, PARAM_INT));
            if (
                $attempt && (int) $attempt->get('userid') === (int) $USER->id
                && held_grade::is_held((int) $attempt->get('attemptid'))
            ) {
                self::switch_off($quizobj, self::ON_REVIEW);
            }
        }
    }

    /**
     * Covers the result in the web services that show one, as the Moodle app asks for them.
     *
     * To be called from the plugin's callback override_webservice_execution.
     *
     * @param \stdClass $function description of the external function: name, classname, methodname
     * @param array $params in the order of its parameters
     * @return mixed false: nothing to cover; else the answer
     * @throws \moodle_exception if the answer as a whole would be the result
     */
    public static function cover_service(\stdClass $function, array $params): mixed {
        global $USER;
        switch ($function->name) {
            case 'mod_quiz_get_attempt_review':
                $attempt = proctored_attempt::of_attempt((int) ($params[0] ?? 0));
                $covered = $attempt && (int) $attempt->get('userid') === (int) $USER->id
                    && held_grade::is_held((int) $attempt->get('attemptid'));
                if ($covered) {
                    throw new \moodle_exception('gradeheld', 'quizaccess_invigil');
                }
                return false;
            case 'mod_quiz_get_user_best_grade':
            case 'mod_quiz_get_user_attempts':
            case 'mod_quiz_get_user_quiz_attempts':
                $userid = (int) ($params[1] ?? 0) ?: (int) $USER->id;
                if ($userid !== (int) $USER->id || !held_grade::is_held_for_user((int) ($params[0] ?? 0), $userid)) {
                    return false;
                }
                return self::without_marks(call_user_func_array([$function->classname, $function->methodname], $params));
            case 'core_block_get_course_blocks':
                return held_block::cover_service($function, $params);
            default:
                return false;
        }
    }

    /**
     * An answer without what would tell the result.
     *
     * @param array $answer of get_user_best_grade or get_user_attempts
     * @return array
     */
    private static function without_marks(array $answer): array {
        if (isset($answer['hasgrade'])) {
            $answer['hasgrade'] = false;
            unset($answer['grade']);
        }
        foreach ($answer['attempts'] ?? [] as $key => $attempt) {
            $attempt = (object) $attempt;
            $attempt->sumgrades = null;
            unset($attempt->gradeitemmarks);
            $answer['attempts'][$key] = $attempt;
        }
        return $answer;
    }

    /**
     * Switches review options off, for this request.
     *
     * @param quiz_settings $quizobj
     * @param string[] $options
     */
    private static function switch_off(quiz_settings $quizobj, array $options): void {
        $quiz = $quizobj->get_quiz();
        foreach ($options as $option) {
            $quiz->$option = 0;
        }
    }

    /**
     * Lets an attempt whose time is over be handed in now, with the quiz as it is.
     *
     * view.php does so as well, but would do it with the covered quiz; and what is saved with that hides the grade item
     * from everybody. In the last seconds before the end nobody can tell which of the two comes first, so the page waits.
     *
     * @param quiz_settings $quizobj
     */
    private static function settle_open_attempt(quiz_settings $quizobj): void {
        global $DB, $USER;
        $open = quiz_get_user_attempt_unfinished($quizobj->get_quizid(), $USER->id);
        if (!$open) {
            return;
        }
        self::$busy = true;
        try {
            quiz_attempt::create($open->id)->handle_if_time_expired(time(), false);
        } finally {
            self::$busy = false;
        }
        $end = (int) $DB->get_field('quiz_attempts', 'timecheckstate', ['id' => $open->id, 'state' => quiz_attempt::IN_PROGRESS]);
        if ($end && $end - time() <= self::MARGIN) {
            redirect(
                new \moodle_url('/course/view.php', ['id' => $quizobj->get_courseid()]),
                get_string('gradeheld', 'quizaccess_invigil'),
                null,
                \core\output\notification::NOTIFY_INFO
            );
        }
    }
}
