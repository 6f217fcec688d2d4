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

/**
 * The quiz access rule: quizzes proctored with Invigil.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

defined('MOODLE_INTERNAL') || die();

use mod_quiz\form\preflight_check_form;
use mod_quiz\local\access_rule_base;
use mod_quiz\quiz_settings;
use quizaccess_invigil\local\choice;
use quizaccess_invigil\local\examinee_pages;
use quizaccess_invigil\local\quiz_form;
use quizaccess_invigil\local\result_cover;
use quizaccess_invigil\local\stopped_clock;

/**
 * Answers the quiz's hooks. What it answers is decided in classes/local: quiz_form for the teacher's settings,
 * examinee_pages for the pages of an attempt.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class quizaccess_invigil extends access_rule_base {
    /** @var examinee_pages What the examinee may see and do. */
    private readonly examinee_pages $pages;

    /** @var stopped_clock|null The time limit while the user's attempt is stopped. */
    private ?stopped_clock $clock = null;

    /**
     * The rule for one quiz.
     *
     * @param quiz_settings $quizobj
     * @param int $timenow
     */
    public function __construct($quizobj, $timenow) {
        parent::__construct($quizobj, $timenow);
        $this->pages = new examinee_pages($quizobj, (int) $timenow);
    }

    /**
     * The rule, if the quiz is proctored.
     *
     * @param quiz_settings $quizobj
     * @param int $timenow
     * @param bool $canignoretimelimits
     * @return self|null
     */
    public static function make(quiz_settings $quizobj, $timenow, $canignoretimelimits) {
        global $SCRIPT;
        $quiz = $quizobj->get_quiz();
        // A quiz that was not loaded with the settings of the rules must not pass for one without proctoring.
        $proctored = property_exists($quiz, 'invigil_enabled') ? $quiz->invigil_enabled : choice::is_proctored((int) $quiz->id);
        if (!$proctored) {
            return null;
        }
        result_cover::cover($quizobj, (string) $SCRIPT);
        $rule = new self($quizobj, $timenow);
        $rule->clock = stopped_clock::of($quizobj, (int) $timenow, (bool) $canignoretimelimits);
        return $rule;
    }

    /**
     * Why no new attempt may begin.
     *
     * @param int $numprevattempts
     * @param stdClass|false $lastattempt
     * @return string|false false if one may
     */
    public function prevent_new_attempt($numprevattempts, $lastattempt) {
        return $this->pages->prevent_new_attempt($numprevattempts, $lastattempt);
    }

    /**
     * Why no page of an attempt may open now.
     *
     * @return string|array|false false if it may
     */
    public function prevent_access() {
        return $this->pages->prevent_access();
    }

    /**
     * Whether the check-in has to come first.
     *
     * @param int|null $attemptid null before the attempt exists
     * @return bool
     */
    public function is_preflight_check_required($attemptid) {
        return $this->pages->is_preflight_check_required($attemptid);
    }

    /**
     * Says in Moodle's own pre-flight form how the check-in is done.
     *
     * @param preflight_check_form $quizform
     * @param MoodleQuickForm $mform
     * @param int|null $attemptid
     */
    public function add_preflight_check_form_fields(preflight_check_form $quizform, MoodleQuickForm $mform, $attemptid) {
        $this->pages->add_preflight_check_form_fields($quizform, $mform, $attemptid);
    }

    /**
     * Whether the check-in was passed.
     *
     * @param array $data
     * @param array $files
     * @param array $errors
     * @param int|null $attemptid
     * @return array the errors, with ours
     */
    public function validate_preflight_check($data, $files, $errors, $attemptid) {
        return $this->pages->validate_preflight_check($data, $files, $errors, $attemptid);
    }

    /**
     * The pre-flight form was passed.
     *
     * @param int|null $attemptid
     */
    public function notify_preflight_check_passed($attemptid) {
        $this->pages->notify_preflight_check_passed($attemptid);
    }

    /**
     * What the quiz's page says about the proctoring.
     *
     * @return string|array
     */
    public function description() {
        $limit = $this->clock ? [$this->clock->description()] : [];
        return array_merge($limit, $this->pages->description());
    }

    /**
     * The rules that this one takes the place of now.
     *
     * @return string[] Moodle joins what the rules answer by key, so ours has a name of its own
     */
    public function get_superceded_rules() {
        return $this->clock ? ['quizaccess_invigil' => 'timelimit'] : [];
    }

    /**
     * When the attempt ends, while this rule stands in for the time limit.
     *
     * @param stdClass $attempt
     * @return int|false
     */
    public function end_time($attempt) {
        return $this->clock ? $this->clock->end_time($attempt) : false;
    }

    /**
     * How much time that is.
     *
     * @param stdClass $attempt
     * @param int $timenow
     * @return int|false
     */
    public function time_left_display($attempt, $timenow) {
        return $this->clock ? $this->clock->time_left_display($attempt, (int) $timenow) : false;
    }

    /**
     * Prepares a page of an attempt.
     *
     * @param moodle_page $page
     */
    public function setup_attempt_page($page) {
        $this->pages->setup_attempt_page($page);
    }

    /**
     * The attempt was handed in.
     */
    public function current_attempt_finished() {
        $this->pages->current_attempt_finished();
    }

    /**
     * Our section of the quiz form.
     *
     * @param mod_quiz_mod_form $quizform
     * @param MoodleQuickForm $mform
     */
    public static function add_settings_form_fields(mod_quiz_mod_form $quizform, MoodleQuickForm $mform) {
        quiz_form::add_fields($quizform, $mform);
    }

    /**
     * What is wrong with our section.
     *
     * @param array $errors
     * @param array $data
     * @param array $files
     * @param mod_quiz_mod_form $quizform
     * @return array the errors, with ours
     */
    public static function validate_settings_form_fields(array $errors, array $data, $files, mod_quiz_mod_form $quizform) {
        return quiz_form::validate($errors, $data, $quizform->get_context());
    }

    /**
     * Keeps our section.
     *
     * @param stdClass $quiz the form's data, with the quiz's id
     */
    public static function save_settings($quiz) {
        quiz_form::save($quiz);
    }

    /**
     * Forgets all about a quiz that is deleted.
     *
     * @param stdClass $quiz
     */
    public static function delete_settings($quiz) {
        quiz_form::delete((int) $quiz->id);
    }

    /**
     * How the choice is read along with the quiz.
     *
     * @param int $quizid
     * @return array fields, joins, parameters
     */
    public static function get_settings_sql($quizid): array {
        return quiz_form::settings_sql();
    }
}
