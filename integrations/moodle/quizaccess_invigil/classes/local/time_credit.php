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
 * Gives an examinee time back, and extra time, by a user override of the quiz.
 *
 * While an attempt is stopped (is_stopped) its limits are put off by HOLD, so that
 * neither cron nor a page of the quiz hands it in; when it goes on, that is exchanged for exactly what was lost.
 *
 * Only limits that the examinee has are moved; without any, nothing is written. An override that this plugin made is always
 * computed anew from the quiz and the groups, so that a change by the teacher counts. One that the teacher had made is moved
 * by the difference, its other fields kept, and moved back when the attempt is over: the time belongs to this attempt, not to
 * the next one. For the same reason an override of ours is removed then. Results do not depend on either: Moodle looks at
 * limits only while an attempt is open, and what the examinee may review follows the quiz's own dates again.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class time_credit {
    /** @var int Seconds by which the limits of a stopped attempt are put off. A stop that is forgotten ends with them. */
    const HOLD = 7 * DAYSECS;

    /** @var string[] The states in which an attempt with a time in `stoppedat` is stopped. One that is ended is not. */
    const STOPPED = [proctored_attempt::PAUSED, proctored_attempt::CREATED, proctored_attempt::RUNNING];

    /** @var string[] The limits that can be moved. */
    const LIMITS = ['timelimit', 'timeclose'];

    /**
     * @var string[] What this request has written, by quiz and user, so that the observer does not take it for the teacher's
     * work. Moodle may deliver the event about it only after the writing, when we are in an observer ourselves.
     */
    private static array $written = [];

    /** @var bool Whether this plugin is saving an override now. */
    private static bool $saving = false;

    /**
     * Puts the limits of an attempt off, because it has been stopped. The row says so already.
     *
     * @param proctored_attempt $attempt is changed, and saved
     */
    public static function hold(proctored_attempt $attempt): void {
        self::move($attempt, self::HOLD);
    }

    /**
     * Gives back what a stop has cost, because the attempt goes on. The row says so already.
     *
     * @param proctored_attempt $attempt is changed, and saved
     * @param int $seconds how long it was stopped
     */
    public static function settle(proctored_attempt $attempt, int $seconds): void {
        $attempt->set('creditseconds', $attempt->get('creditseconds') + $seconds);
        self::move($attempt, $seconds - self::HOLD);
        self::wake_overdue($attempt);
    }

    /**
     * Gives extra time.
     *
     * @param proctored_attempt $attempt is changed, and saved
     * @param int $seconds
     */
    public static function extend(proctored_attempt $attempt, int $seconds): void {
        $attempt->set('creditseconds', $attempt->get('creditseconds') + $seconds);
        self::move($attempt, $seconds);
        self::wake_overdue($attempt);
    }

    /**
     * Takes the time away again, because the attempt is over.
     *
     * @param proctored_attempt $attempt is changed, and saved unless it is deleted
     */
    public static function release(proctored_attempt $attempt): void {
        if ($attempt->get('overrideid') === null) {
            return;
        }
        [$quizid, $userid] = [$attempt->get('quizid'), $attempt->get('userid')];
        if ((int) $attempt->get('overrideid') === (int) self::override($quizid, $userid)?->id) {
            self::take_back($quizid, $userid, (bool) $attempt->get('overridemade'), self::given($attempt));
        }
        $attempt->set('overrideid', null);
        $attempt->set('overridemade', false);
        $attempt->save();
    }

    /**
     * What the limits of an attempt are moved by in all.
     *
     * @param proctored_attempt $attempt
     * @return int seconds
     */
    public static function given(proctored_attempt $attempt): int {
        return $attempt->get('creditseconds') + (self::is_stopped($attempt) ? self::HOLD : 0);
    }

    /**
     * Makes an override as it was without us. Also one that came out of a backup, where no attempt of ours stands behind it.
     *
     * @param int $quizid
     * @param int $userid
     * @param bool $made whether this plugin had made it; if not, it had only moved its limits
     * @param int $given by how much, in seconds
     */
    public static function take_back(int $quizid, int $userid, bool $made, int $given): void {
        $override = self::override($quizid, $userid);
        if (!$override) {
            return;
        }
        $quizobj = self::quiz($quizid);
        if ($made) {
            self::$written["$quizid $userid"] = '';
            $quizobj->get_override_manager()->delete_overrides([$override]);
            return;
        }
        self::save($quizobj, $userid, $override, array_map(
            fn($value) => max(1, $value - $given),
            array_filter(array_intersect_key((array) $override, array_flip(self::LIMITS)))
        ));
    }

    /**
     * Somebody else has changed or deleted the override: from now on it is theirs. A stopped attempt is put off anew.
     *
     * @param int $quizid
     * @param int $userid
     */
    public static function override_changed(int $quizid, int $userid): void {
        if (self::$saving || (self::$written["$quizid $userid"] ?? null) === self::signature($quizid, $userid)) {
            return;
        }
        $rows = proctored_attempt::get_records_select(
            'quizid = :quizid AND userid = :userid AND overrideid IS NOT NULL',
            ['quizid' => $quizid, 'userid' => $userid]
        );
        foreach ($rows as $attempt) {
            $attempt->set('overrideid', null);
            $attempt->set('overridemade', false);
            $attempt->save();
            if (self::is_stopped($attempt)) {
                self::hold($attempt);
            }
        }
    }

    /**
     * The limits of a quiz, or of a group in it, were changed. An attempt that is stopped may have one now that it had not.
     *
     * @param int $quizid
     */
    public static function limits_changed(int $quizid): void {
        global $DB;
        [$in, $params] = $DB->get_in_or_equal(self::STOPPED, SQL_PARAMS_NAMED);
        $rows = proctored_attempt::get_records_select(
            "quizid = :quizid AND stoppedat IS NOT NULL AND state $in",
            $params + ['quizid' => $quizid]
        );
        foreach ($rows as $attempt) {
            // One that a teacher has made is theirs: it says what holds, whatever the quiz says.
            if ($attempt->get('overrideid') === null || $attempt->get('overridemade')) {
                self::hold($attempt);
            }
        }
    }

    /**
     * Whether an attempt is stopped, so that its limits are put off: it is paused, or readmitted and not yet checked in
     * again, or is running and waits for a silent tool.
     *
     * @param proctored_attempt $attempt
     * @return bool
     */
    public static function is_stopped(proctored_attempt $attempt): bool {
        return $attempt->get('stoppedat') !== null
            && in_array($attempt->get('state'), self::STOPPED, true);
    }

    /**
     * Whether the clock of an attempt stands because the quiz waits for a silent tool.
     *
     * @param proctored_attempt $attempt
     * @return bool
     */
    public static function waits(proctored_attempt $attempt): bool {
        return $attempt->get('stoppedat') !== null && $attempt->get('state') === proctored_attempt::RUNNING;
    }

    /**
     * Moves the limits.
     *
     * @param proctored_attempt $attempt its creditseconds and state are the new ones already; saved
     * @param int $difference seconds
     */
    private static function move(proctored_attempt $attempt, int $difference): void {
        $quizobj = self::quiz($attempt->get('quizid'));
        $override = self::override($attempt->get('quizid'), $attempt->get('userid'));
        $ours = $override && (int) $attempt->get('overrideid') === (int) $override->id;
        $made = !$override || ($ours && $attempt->get('overridemade'));
        $limits = self::limits($attempt, $made);
        // Where nothing of ours is in the values that we start from, all that was given has to be added.
        if ($made || !$ours) {
            $difference = self::given($attempt);
        }
        if ($limits) {
            $limits = array_map(fn($value) => max(1, $value + $difference), $limits);
            // In an override of ours there is nothing of a limit that the teacher has taken away meanwhile.
            $limits += $made ? array_fill_keys(self::LIMITS, null) : [];
            $id = self::save($quizobj, $attempt->get('userid'), $override, $limits);
            $attempt->set('overrideid', $id);
            $attempt->set('overridemade', $made && $id !== null);
        }
        $attempt->save();
    }

    /**
     * The quiz as the teacher set it, without what is different for this user.
     *
     * @param int $quizid
     * @return quiz_settings
     */
    private static function quiz(int $quizid): quiz_settings {
        global $CFG;
        require_once($CFG->dirroot . '/mod/quiz/locallib.php');
        return quiz_settings::create($quizid);
    }

    /**
     * The limits that the examinee has.
     *
     * @param proctored_attempt $attempt
     * @param bool $withoutuser whether to look at the quiz and the groups only
     * @return int[] by name; those that are not set are not in it
     */
    private static function limits(proctored_attempt $attempt, bool $withoutuser): array {
        global $DB;
        $quiz = $DB->get_record('quiz', ['id' => $attempt->get('quizid')], '*', MUST_EXIST);
        $effective = quiz_update_effective_access(clone $quiz, $attempt->get('userid'));
        if ($withoutuser) {
            $own = self::override($attempt->get('quizid'), $attempt->get('userid'));
            // Moodle has no function for groups alone: without the user's row, what it says is just that.
            foreach (self::LIMITS as $name) {
                if ($own?->$name !== null) {
                    $effective->$name = self::group_limit($quiz, $attempt->get('userid'), $name);
                }
            }
        }
        return array_filter(array_map('intval', array_intersect_key((array) $effective, array_flip(self::LIMITS))));
    }

    /**
     * A limit as the quiz and the user's groups have it. Of several groups the most generous counts, as in Moodle.
     *
     * @param \stdClass $quiz
     * @param int $userid
     * @param string $name timelimit or timeclose
     * @return int 0 if there is none
     */
    private static function group_limit(\stdClass $quiz, int $userid, string $name): int {
        global $DB;
        $values = $DB->get_fieldset_sql(
            "SELECT o.$name
               FROM {quiz_overrides} o
               JOIN {groups_members} m ON m.groupid = o.groupid AND m.userid = :userid
              WHERE o.quiz = :quizid AND o.$name IS NOT NULL",
            ['userid' => $userid, 'quizid' => $quiz->id]
        );
        $values = array_map('intval', $values);
        return !$values ? (int) $quiz->$name : (in_array(0, $values, true) ? 0 : max($values));
    }

    /**
     * The user's override.
     *
     * @param int $quizid
     * @param int $userid
     * @return \stdClass|null
     */
    private static function override(int $quizid, int $userid): ?\stdClass {
        global $DB;
        return $DB->get_record('quiz_overrides', ['quiz' => $quizid, 'userid' => $userid]) ?: null;
    }

    /**
     * Saves the override, with Moodle's own events and calendar entries. Checking times of open attempts follow.
     *
     * @param quiz_settings $quizobj
     * @param int $userid
     * @param \stdClass|null $override the one that is there
     * @param array $limits seconds or Unix time by name
     * @return int|null id of the override; null if none is needed, because it would say what the quiz says
     */
    private static function save(quiz_settings $quizobj, int $userid, ?\stdClass $override, array $limits): ?int {
        global $DB;
        $quizid = (int) $quizobj->get_quizid();
        $manager = $quizobj->get_override_manager();
        $data = $limits + (array) ($override ?? ['userid' => $userid]);
        $settings = array_diff_key($manager->parse_formdata($data), array_flip(['id', 'quiz', 'userid', 'groupid']));
        if (!array_filter($settings, fn($value) => $value !== null)) {
            // The manager refuses an override that says nothing of its own.
            if ($override) {
                self::$written["$quizid $userid"] = '';
                $manager->delete_overrides([$override]);
            }
            return null;
        }
        // The event may come at once, when nobody knows yet what is written.
        self::$saving = true;
        try {
            $id = $manager->save_override($data);
        } finally {
            self::$saving = false;
        }
        // The manager takes 0, which means "none, whatever the quiz says", for "as in the quiz".
        foreach ($override ? self::LIMITS : [] as $name) {
            if ($override->$name !== null && (int) $override->$name === 0) {
                $DB->set_field('quiz_overrides', $name, 0, ['id' => $id]);
                (new \mod_quiz\local\override_cache($quizid))->clear_for($userid);
                quiz_update_open_attempts(['quizid' => $quizid]);
            }
        }
        self::$written["$quizid $userid"] = self::signature($quizid, $userid);
        return $id;
    }

    /**
     * What the user's override says about limits.
     *
     * @param int $quizid
     * @param int $userid
     * @return string '' if there is none
     */
    private static function signature(int $quizid, int $userid): string {
        global $DB;
        $row = $DB->get_record('quiz_overrides', ['quiz' => $quizid, 'userid' => $userid], 'id, timelimit, timeclose');
        return $row ? implode(' ', (array) $row) : '';
    }

    /**
     * Lets an overdue attempt go on that has time again: Moodle itself would only let it be handed in.
     *
     * @param proctored_attempt $attempt
     */
    private static function wake_overdue(proctored_attempt $attempt): void {
        global $DB;
        $row = $attempt->get('attemptid') ? $DB->get_record('quiz_attempts', ['id' => $attempt->get('attemptid')]) : null;
        if (!$row || $row->state !== quiz_attempt::OVERDUE) {
            return;
        }
        $quizattempt = quiz_attempt::create($row->id);
        $end = $quizattempt->get_access_manager(time())->get_end_time($row);
        if ($end !== false && $end > time()) {
            $original = clone $row;
            $row->state = quiz_attempt::IN_PROGRESS;
            $row->timecheckstate = $end;
            $DB->update_record('quiz_attempts', $row);
            \core\di::get(\core\hook\manager::class)->dispatch(new \mod_quiz\hook\attempt_state_changed($original, $row));
        }
    }
}
