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

use mod_quiz\quiz_settings;
use quizaccess_invigil\local\choice;
use quizaccess_invigil\local\names;
use quizaccess_invigil\local\proctored_attempt;
use quizaccess_invigil\local\trespass;

/**
 * Who may open what of the tool: asked before a login is begun, and again before it is answered.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class launch_rules {
    /** @var string[] What can be opened, and by which message. */
    const MESSAGES = [
        'start' => claim::START_PROCTORING,
        'widget' => claim::RESOURCE_LINK_REQUEST,
        'end' => claim::END_ASSESSMENT,
        'console' => claim::RESOURCE_LINK_REQUEST,
        'report' => claim::SUBMISSION_REVIEW_REQUEST,
    ];

    /** @var choice How the quiz is proctored. */
    public readonly choice $choice;

    /** @var \context_module The quiz. */
    public readonly \context_module $context;

    /**
     * The rules for one quiz and the user who is logged in to it (after require_login).
     *
     * @param \stdClass|\cm_info $cm
     * @param int $userid
     * @throws refused if the quiz is not proctored
     */
    public function __construct(
        /** @var \stdClass|\cm_info */
        public readonly \stdClass|\cm_info $cm,
        /** @var int */
        public readonly int $userid,
    ) {
        global $CFG;
        $choice = choice::of_quiz((int) $cm->instance);
        if (!$choice || !$choice->get('enabled')) {
            throw new refused('launch_notproctored', 403, 'access_denied');
        }
        require_once($CFG->dirroot . '/mod/quiz/locallib.php');
        $this->choice = $choice;
        $this->context = \context_module::instance($cm->id);
    }

    /**
     * The attempt that the check-in is for: the unfinished one, or the next, as the quiz counts them.
     *
     * @param int $now
     * @return proctored_attempt made if it was not there
     * @throws refused
     */
    public function to_start(int $now): proctored_attempt {
        $this->require_examinee();
        $quizobj = quiz_settings::create((int) $this->cm->instance, $this->userid);
        $attempts = array_filter(
            quiz_get_user_attempts($quizobj->get_quizid(), $this->userid, 'all'),
            // Moodle 5 makes attempts ahead of time; those were not started.
            fn(\stdClass $attempt): bool => $attempt->state !== 'notstarted'
        );
        $last = end($attempts);
        $open = $last && in_array($last->state, ['inprogress', 'overdue'], true);
        $rules = new other_rules($quizobj, $now);
        $reasons = $rules->prevent_access();
        if (!$open) {
            $reasons = array_merge($reasons, $rules->prevent_new_attempt(count($attempts), $last));
        }
        if ($reasons) {
            throw new refused('launch_quizsaysno', 403, 'access_denied', names::text(implode(' ', $reasons)));
        }
        $number = $last ? (int) $last->attempt + ($open ? 0 : 1) : 1;
        $attempt = proctored_attempt::open($quizobj->get_quizid(), $this->userid, $number);
        $this->check('start', $attempt);
        return $attempt;
    }

    /**
     * The examinee's newest attempt.
     *
     * @return proctored_attempt
     * @throws refused if no check-in was begun
     */
    public function newest(): proctored_attempt {
        $key = ['quizid' => (int) $this->cm->instance, 'userid' => $this->userid];
        $found = proctored_attempt::get_records($key, 'attemptnumber', 'DESC', 0, 1);
        return reset($found) ?: throw new refused('launch_nocheckin', 404, 'access_denied');
    }

    /**
     * Checks whether the user may open this.
     *
     * @param string $what a key of MESSAGES
     * @param proctored_attempt|null $attempt what it is about; only the console is about none
     * @throws refused
     */
    public function check(string $what, ?proctored_attempt $attempt): void {
        if ($attempt && (int) $attempt->get('quizid') !== (int) $this->cm->instance) {
            $this->report($what, $attempt, 'launch_foreign');
            throw new refused('launch_foreign', 403, 'access_denied');
        }
        match ($what) {
            'start', 'widget', 'end' => $this->check_examinee($what, $attempt),
            'console', 'report' => $this->check_staff($what, $attempt),
        };
    }

    /**
     * The attempt behind an id from an address.
     *
     * @param int $proctoredid
     * @return proctored_attempt
     * @throws refused
     */
    public static function attempt(int $proctoredid): proctored_attempt {
        return proctored_attempt::get_record(['id' => $proctoredid])
            ?: throw new refused('launch_noattempt', 404, 'access_denied');
    }

    /**
     * What a login under way opens.
     *
     * @param \stdClass $launch row of quizaccess_invigil_launches
     * @return string key of MESSAGES
     */
    public static function what(\stdClass $launch): string {
        if ($launch->messagetype === claim::RESOURCE_LINK_REQUEST) {
            return $launch->proctoredid ? 'widget' : 'console';
        }
        return array_search($launch->messagetype, self::MESSAGES, true)
            ?: throw new \coding_exception('Unknown message type');
    }

    /**
     * Checks an examinee: only their own, and only while it makes sense.
     *
     * @param string $what
     * @param proctored_attempt $attempt
     * @throws refused
     */
    private function check_examinee(string $what, proctored_attempt $attempt): void {
        $this->require_examinee();
        if ((int) $attempt->get('userid') !== $this->userid) {
            $this->report($what, $attempt, 'launch_foreign');
            throw new refused('launch_foreign', 403, 'access_denied');
        }
        $state = $attempt->get('state');
        if ($what === 'start' && $state === proctored_attempt::TERMINATED) {
            throw new refused('launch_terminated', 403, 'access_denied');
        }
        // Whoever could say that it is over before it is would be rid of the proctor.
        if ($what === 'end' && !in_array($state, [proctored_attempt::TERMINATED, proctored_attempt::COMPLETE], true)) {
            throw new refused('launch_notover', 403, 'access_denied');
        }
    }

    /**
     * Checks a proctor.
     *
     * @param string $what
     * @param proctored_attempt|null $attempt
     * @throws refused
     */
    private function check_staff(string $what, ?proctored_attempt $attempt): void {
        if ($what === 'report' && !$attempt) {
            throw new refused('launch_noattempt', 404, 'access_denied');
        }
        if (!$this->may_proctor()) {
            $this->report($what, $attempt, 'launch_notproctor');
            throw new refused('launch_notproctor', 403, 'access_denied');
        }
        $course = get_course($this->cm->course);
        if ($attempt && !groups_user_groups_visible($course, $attempt->get('userid'), $this->cm)) {
            $this->report($what, $attempt, 'launch_othergroup');
            throw new refused('launch_othergroup', 403, 'access_denied');
        }
    }

    /**
     * Whether the user may see console and reports: has the capability, and is among those named, if some are.
     *
     * @return bool
     */
    public function may_proctor(): bool {
        if (!has_capability('quizaccess/invigil:proctor', $this->context, $this->userid)) {
            return false;
        }
        $named = $this->choice->proctor_ids();
        return !$named || in_array($this->userid, $named, true) || $this->may_manage()
            || has_capability('moodle/site:config', \context_system::instance(), $this->userid);
    }

    /**
     * Whether the user manages the quiz.
     *
     * @return bool
     */
    public function may_manage(): bool {
        return has_capability('mod/quiz:manage', $this->context, $this->userid);
    }

    /**
     * Whoever may preview the quiz is never proctored.
     *
     * @throws refused
     */
    private function require_examinee(): void {
        if (has_capability('mod/quiz:preview', $this->context, $this->userid)) {
            throw new refused('launch_preview', 403, 'access_denied');
        }
        if (!has_capability('mod/quiz:attempt', $this->context, $this->userid)) {
            throw new refused('launch_notexaminee', 403, 'access_denied');
        }
    }

    /**
     * Puts a refusal on record that is no mistake of somebody who only presses buttons.
     *
     * @param string $what
     * @param proctored_attempt|null $attempt
     * @param string $reason
     */
    private function report(string $what, ?proctored_attempt $attempt, string $reason): void {
        trespass::note($this->context, $what, $reason, $attempt, $this->userid);
    }
}
