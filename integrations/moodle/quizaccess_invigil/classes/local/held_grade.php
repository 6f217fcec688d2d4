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
 * Keeps a grade from the examinee while a person looks at the attempt: says which are held, takes them out of what Moodle
 * shows (held_mark) and puts them back.
 *
 * An attempt holds the grade when the quiz says so, the attempt was handed in, and either it is flagged and nobody has given
 * a verdict, or the verdict is "flagged" or "invalid". The verdict "clear", or no flag, lets it go.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class held_grade {
    /** @var string[] Verdicts that hold a grade. */
    const HOLDING_VERDICTS = ['flagged', 'invalid'];

    /** @var string[] States in which an attempt is handed in. */
    const HANDED_IN = [proctored_attempt::TERMINATED, proctored_attempt::COMPLETE];

    /** @var int In gradeheld: nothing is held. */
    const FREE = 0;

    /** @var int In gradeheld: held, and it was us who hid the grade in the gradebook. */
    const HIDDEN = 1;

    /** @var int In gradeheld: held, and the grade is not there yet, or somebody else had hidden it. */
    const HELD = 2;

    /**
     * Whether this attempt holds its examinee's grade.
     *
     * @param int $attemptid id in quiz_attempts
     * @return bool
     */
    public static function is_held(int $attemptid): bool {
        $rows = self::rows('p.attemptid = :attemptid', ['attemptid' => $attemptid]);
        return $rows && self::holds(reset($rows));
    }

    /**
     * Whether any attempt of this user holds the grade of this quiz.
     *
     * @param int $quizid
     * @param int $userid
     * @return bool
     */
    public static function is_held_for_user(int $quizid, int $userid): bool {
        return (bool) self::holding(self::rows_of_user($quizid, $userid));
    }

    /**
     * Whether any attempt of this user holds a grade in this course.
     *
     * @param int $courseid
     * @param int $userid
     * @return bool
     */
    public static function is_held_in_course(int $courseid, int $userid): bool {
        return (bool) self::holding(self::rows(
            'p.userid = :userid AND p.quizid IN (SELECT id FROM {quiz} WHERE course = :courseid)',
            ['userid' => $userid, 'courseid' => $courseid]
        ));
    }

    /**
     * Brings the quiz's grades and the gradebook in line with what is known about the user's attempts: takes the mark out of
     * them, or puts it back.
     *
     * A grade that a teacher has hidden is not ours: it stays hidden when the hold ends. A grade that a teacher shows by hand
     * is hidden again at the next change, for as long as there is no verdict that lets it go.
     *
     * @param int $quizid
     * @param int $userid
     */
    public static function refresh(int $quizid, int $userid): void {
        $rows = self::rows_of_user($quizid, $userid);
        if (self::holding($rows)) {
            self::hold($rows, held_mark::in_gradebook($quizid, $userid), $quizid, $userid);
        } else if (self::kept($rows)) {
            self::let_go($rows, held_mark::in_gradebook($quizid, $userid), $quizid, $userid);
        }
    }

    /**
     * The same for everybody who has a proctored attempt of the quiz: after the teacher changed the setting, and after a
     * restore.
     *
     * @param int $quizid
     */
    public static function refresh_quiz(int $quizid): void {
        global $DB;
        $userids = $DB->get_fieldset_select(
            proctored_attempt::TABLE,
            'DISTINCT userid',
            'quizid = :quizid AND (gradeheld <> 0 OR flagged = 1 OR verdict IS NOT NULL)',
            ['quizid' => $quizid]
        );
        foreach ($userids as $userid) {
            self::refresh($quizid, (int) $userid);
        }
    }

    /**
     * Takes out held marks that came back without an event: by an older version of this plugin, a restore, or a quiz that
     * was regraded while the gradebook was locked.
     *
     * @param int $most how many
     */
    public static function reconcile(int $most): void {
        global $DB;
        [$handedin, $states] = $DB->get_in_or_equal(self::HANDED_IN, SQL_PARAMS_NAMED, 'state');
        [$holding, $verdicts] = $DB->get_in_or_equal(self::HOLDING_VERDICTS, SQL_PARAMS_NAMED, 'verdict');
        // The rule of holds(), so that nothing is looked at again and again.
        $rows = $DB->get_records_sql(
            'SELECT MIN(p.id) AS id, p.quizid, p.userid
               FROM {' . proctored_attempt::TABLE . '} p
               JOIN {' . choice::TABLE . '} c ON c.quizid = p.quizid
               JOIN {quiz_grades} g ON g.quiz = p.quizid AND g.userid = p.userid
          LEFT JOIN {quiz_attempts} qa ON qa.id = p.attemptid
              WHERE c.enabled = 1 AND c.holdgrade = 1
                AND (p.state ' . $handedin . ' OR qa.state = :finished)
                AND ((p.verdict IS NULL AND p.flagged = 1) OR p.verdict ' . $holding . ')
           GROUP BY p.quizid, p.userid',
            $states + $verdicts + ['finished' => \mod_quiz\quiz_attempt::FINISHED],
            0,
            $most
        );
        foreach ($rows as $row) {
            self::refresh((int) $row->quizid, (int) $row->userid);
        }
    }

    /**
     * A grade was made or changed. If it is one that is held, it is taken out before anybody sees it.
     *
     * @param \core\event\user_graded $event
     */
    public static function user_graded(\core\event\user_graded $event): void {
        // Every grade of the site comes by here: what is not a quiz costs no query.
        $grade = $event->get_grade();
        $item = $grade->grade_item ?? null;
        if (!$item || $item->itemtype !== 'mod' || $item->itemmodule !== 'quiz' || (int) $item->itemnumber !== 0) {
            return;
        }
        if (!installation::is_done()) {
            return;
        }
        $quizid = (int) $item->iteminstance;
        $userid = (int) $grade->userid;
        $rows = self::rows_of_user($quizid, $userid);
        // The event's own object: whoever is saving it would undo a change made to another copy.
        if (self::holding($rows)) {
            self::hold($rows, $grade, $quizid, $userid);
        } else if (self::kept($rows)) {
            self::let_go($rows, $grade, $quizid, $userid);
        }
    }

    /**
     * Hides one grade and takes the mark out. Remembers which rows hold it.
     *
     * @param \stdClass[] $rows as rows() gives them
     * @param \grade_grade|null $grade null while there is no grade yet
     * @param int $quizid
     * @param int $userid
     */
    private static function hold(array $rows, ?\grade_grade $grade, int $quizid, int $userid): void {
        $ours = in_array(self::HIDDEN, array_map(fn($row) => (int) $row->gradeheld, $rows), true);
        $hide = $grade && !self::is_hidden($grade);
        // Before the change: what it sets off comes by here again, and must know whose doing it is.
        self::remember($rows, $hide || $ours ? self::HIDDEN : self::HELD);
        if ($grade) {
            held_mark::blank($grade, $hide);
        }
        held_mark::take_out($quizid, $userid, $grade);
    }

    /**
     * Shows one grade again, with the mark that the quiz computes from the attempts.
     *
     * @param \stdClass[] $rows as rows() gives them
     * @param \grade_grade|null $grade null if there is none
     * @param int $quizid
     * @param int $userid
     */
    private static function let_go(array $rows, ?\grade_grade $grade, int $quizid, int $userid): void {
        $ours = in_array(self::HIDDEN, array_map(fn($row) => (int) $row->gradeheld, $rows), true);
        self::remember($rows, self::FREE);
        if ($ours && $grade && (int) $grade->hidden === 1) {
            $grade->set_hidden(0);
        }
        held_mark::put_back($quizid, $userid);
    }

    /**
     * The rows that hold the grade now.
     *
     * @param \stdClass[] $rows as rows() gives them
     * @return \stdClass[]
     */
    private static function holding(array $rows): array {
        return array_filter($rows, [self::class, 'holds']);
    }

    /**
     * The rows for which it is kept back until now.
     *
     * @param \stdClass[] $rows as rows() gives them
     * @return \stdClass[]
     */
    private static function kept(array $rows): array {
        return array_filter($rows, fn($row) => (int) $row->gradeheld !== self::FREE);
    }

    /**
     * Whether somebody has hidden this very grade, for good or until a day to come. What is set for the whole grade item
     * does not count: it may be lifted without us being told.
     *
     * @param \grade_grade $grade
     * @return bool
     */
    private static function is_hidden(\grade_grade $grade): bool {
        return (int) $grade->hidden === 1 || (int) $grade->hidden > time();
    }

    /**
     * Writes down which rows hold the grade now, and how.
     *
     * @param \stdClass[] $rows
     * @param int $how HIDDEN or HELD for those that hold it, FREE if none does
     */
    private static function remember(array $rows, int $how): void {
        global $DB;
        foreach ($rows as $row) {
            $held = $how !== self::FREE && self::holds($row) ? $how : self::FREE;
            if ($held !== (int) $row->gradeheld) {
                $DB->set_field(proctored_attempt::TABLE, 'gradeheld', $held, ['id' => $row->id]);
            }
        }
    }

    /**
     * The rule.
     *
     * @param \stdClass $row as rows() gives it
     * @return bool
     */
    private static function holds(\stdClass $row): bool {
        if (!$row->enabled || !$row->holdgrade) {
            return false;
        }
        // The quiz attempt is finished a moment before the row says so, and its grade is made in that moment.
        if (!in_array($row->state, self::HANDED_IN) && $row->quizstate !== \mod_quiz\quiz_attempt::FINISHED) {
            return false;
        }
        return $row->verdict === null ? (bool) $row->flagged : in_array($row->verdict, self::HOLDING_VERDICTS);
    }

    /**
     * A user's proctored attempts of a quiz.
     *
     * @param int $quizid
     * @param int $userid
     * @return \stdClass[] as rows() gives them
     */
    private static function rows_of_user(int $quizid, int $userid): array {
        return self::rows('p.quizid = :quizid AND p.userid = :userid', ['quizid' => $quizid, 'userid' => $userid]);
    }

    /**
     * Proctored attempts with what the rule needs to know.
     *
     * @param string $where SQL; p is quizaccess_invigil_attempts
     * @param array $params
     * @return \stdClass[] by id: id, state, flagged, verdict, gradeheld, enabled, holdgrade, quizstate
     */
    private static function rows(string $where, array $params): array {
        global $DB;
        return $DB->get_records_sql(
            'SELECT p.id, p.state, p.flagged, p.verdict, p.gradeheld, c.enabled, c.holdgrade, qa.state AS quizstate
               FROM {' . proctored_attempt::TABLE . '} p
               JOIN {' . choice::TABLE . '} c ON c.quizid = p.quizid
          LEFT JOIN {quiz_attempts} qa ON qa.id = p.attemptid
              WHERE ' . $where,
            $params
        );
    }
}
