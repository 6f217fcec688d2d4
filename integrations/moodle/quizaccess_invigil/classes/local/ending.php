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

use mod_quiz\hook\attempt_state_changed;
use mod_quiz\quiz_attempt;

/**
 * Hands an attempt of the quiz in as it was saved, and undoes that.
 *
 * Moodle can reopen an attempt that was never handed in, but not one that was. Handing in adds one step to every question
 * that was still open ("-finish"); those steps are taken away again, so that each question is as it was before.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class ending {
    /** @var string[] States of an attempt that is under way. */
    const OPEN = ['inprogress', 'overdue'];

    /** @var string[] States of an attempt that was handed in; Moodle 5 grades it in a second step. */
    const HANDED_IN = ['submitted', 'finished'];

    /**
     * Whether the quiz attempt is under way.
     *
     * @param proctored_attempt $attempt
     * @return bool
     */
    public static function is_open(proctored_attempt $attempt): bool {
        $row = self::row($attempt);
        return $row && in_array($row->state, self::OPEN, true);
    }

    /**
     * Hands in what was saved. Nothing happens if the quiz attempt is not under way. Needs no session of the examinee.
     *
     * @param proctored_attempt $attempt
     * @param int $now
     */
    public static function hand_in(proctored_attempt $attempt, int $now): void {
        if (!self::is_open($attempt)) {
            return;
        }
        self::load();
        $quizattempt = quiz_attempt::create($attempt->get('attemptid'));
        if (method_exists($quizattempt, 'process_submit')) {
            $quizattempt->process_submit($now, false);
            $quizattempt->process_grade_submission($now);
        } else {
            $quizattempt->process_finish($now, false);
        }
        self::sign_steps($quizattempt);
    }

    /**
     * Puts the examinee's name to the steps that were made in nobody's session: Moodle's review shows a user behind each.
     *
     * @param quiz_attempt $quizattempt
     */
    private static function sign_steps(quiz_attempt $quizattempt): void {
        global $DB;
        $DB->set_field_select(
            'question_attempt_steps',
            'userid',
            $quizattempt->get_userid(),
            'userid = 0 AND questionattemptid IN (SELECT id FROM {question_attempts} WHERE questionusageid = :usageid)',
            ['usageid' => $quizattempt->get_uniqueid()]
        );
    }

    /**
     * Opens an attempt again that was handed in or abandoned. Nothing happens if it is under way, or was never started.
     *
     * @param proctored_attempt $attempt its limits must leave time, or Moodle closes it at once
     * @param int $now
     * @throws refusal 409 if that would undo the work of a teacher, or a later attempt was begun
     */
    public static function reopen(proctored_attempt $attempt, int $now): void {
        $row = self::row($attempt);
        if (!$row || in_array($row->state, self::OPEN, true)) {
            return;
        }
        self::load();
        self::require_last($row);
        $quizattempt = quiz_attempt::create($row->id);
        if ($row->state === quiz_attempt::ABANDONED) {
            $quizattempt->process_reopen_abandoned($now);
        } else if (in_array($row->state, self::HANDED_IN, true)) {
            self::undo_finish($quizattempt, $now);
        }
    }

    /**
     * Undoes the handing in.
     *
     * @param quiz_attempt $quizattempt
     * @param int $now
     * @throws refusal 409 if a teacher has graded it
     */
    private static function undo_finish(quiz_attempt $quizattempt, int $now): void {
        global $DB;
        $original = clone $quizattempt->get_attempt();
        $usage = \question_engine::load_questions_usage_by_activity($original->uniqueid);
        $stepids = self::finish_steps($usage);
        $transaction = $DB->start_delegated_transaction();
        (new \question_engine_data_mapper())->delete_steps($stepids, $usage->get_owning_context());
        $DB->update_record('quiz_attempts', (object) [
            'id' => $original->id,
            'state' => quiz_attempt::IN_PROGRESS,
            'timefinish' => 0,
            'timemodified' => $now,
            'sumgrades' => null,
            'gradednotificationsenttime' => null,
        ]);
        quiz_update_open_attempts(['quizid' => $original->quiz, 'userid' => $original->userid]);
        $quizattempt->get_quizobj()->get_grade_calculator()->recompute_final_grade($original->userid);
        self::tell_reopened(quiz_attempt::create($original->id), $original);
        $transaction->allow_commit();
    }

    /**
     * The steps by which the questions were finished from outside when the attempt was handed in. A question that the
     * examinee had finished alone, such as one with immediate feedback, has none.
     *
     * @param \question_usage_by_activity $usage
     * @return int[]
     * @throws refusal 409 if a teacher has graded or commented on a question
     */
    private static function finish_steps(\question_usage_by_activity $usage): array {
        $stepids = [];
        foreach ($usage->get_attempt_iterator() as $questionattempt) {
            $last = $questionattempt->get_last_step();
            if ($last->has_behaviour_var('comment') || $last->has_behaviour_var('mark')) {
                throw new refusal(409, 'graded', 'A teacher has graded this attempt by hand, so it cannot be reopened.');
            }
            if ($last->has_behaviour_var('finish')) {
                $stepids[] = (int) $last->get_id();
            }
        }
        return $stepids;
    }

    /**
     * Tells the rest of Moodle, as it does itself when it reopens an attempt.
     *
     * @param quiz_attempt $quizattempt as it is now
     * @param \stdClass $original the row as it was
     */
    private static function tell_reopened(quiz_attempt $quizattempt, \stdClass $original): void {
        global $USER;
        $event = \mod_quiz\event\attempt_reopened::create([
            'context' => $quizattempt->get_context(),
            'courseid' => $quizattempt->get_courseid(),
            'objectid' => $original->id,
            'relateduserid' => $original->userid,
            'other' => [
                'submitterid' => CLI_SCRIPT ? null : $USER->id,
                'quizid' => $original->quiz,
                'studentisonline' => false,
            ],
        ]);
        $event->add_record_snapshot('quiz', $quizattempt->get_quiz());
        $event->add_record_snapshot('quiz_attempts', $quizattempt->get_attempt());
        $event->trigger();
        \core\di::get(\core\hook\manager::class)->dispatch(
            new attempt_state_changed($original, $quizattempt->get_attempt())
        );
    }

    /**
     * Refuses an attempt that is not the user's last one: two cannot be open at a time.
     *
     * @param \stdClass $row of quiz_attempts
     * @throws refusal 409
     */
    private static function require_last(\stdClass $row): void {
        global $DB;
        $newer = $DB->record_exists_select(
            'quiz_attempts',
            'quiz = :quiz AND userid = :userid AND attempt > :attempt AND preview = 0',
            ['quiz' => $row->quiz, 'userid' => $row->userid, 'attempt' => $row->attempt]
        );
        if ($newer) {
            throw new refusal(409, 'newer_attempt', 'The examinee has begun a later attempt, so this one cannot be reopened.');
        }
    }

    /**
     * The row of the quiz attempt.
     *
     * @param proctored_attempt $attempt
     * @return \stdClass|null null if it was not started
     */
    private static function row(proctored_attempt $attempt): ?\stdClass {
        global $DB;
        $id = $attempt->get('attemptid');
        return $id ? ($DB->get_record('quiz_attempts', ['id' => $id]) ?: null) : null;
    }

    /**
     * Loads what mod_quiz does not load by itself.
     */
    private static function load(): void {
        global $CFG;
        require_once($CFG->dirroot . '/mod/quiz/locallib.php');
    }
}
