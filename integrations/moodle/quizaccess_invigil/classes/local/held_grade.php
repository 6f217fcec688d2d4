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
 * Keeps a grade from the examinee while a person looks at the attempt.
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
        return (bool) array_filter(self::rows_of_user($quizid, $userid), [self::class, 'holds']);
    }

    /**
     * Whether any attempt of this user holds a grade in this course.
     *
     * @param int $courseid
     * @param int $userid
     * @return bool
     */
    public static function is_held_in_course(int $courseid, int $userid): bool {
        return (bool) array_filter(
            self::rows(
                'p.userid = :userid AND p.quizid IN (SELECT id FROM {quiz} WHERE course = :courseid)',
                ['userid' => $userid, 'courseid' => $courseid]
            ),
            [self::class, 'holds']
        );
    }

    /**
     * Brings the gradebook in line with what is known about the user's attempts: hides the grade, or shows it again.
     *
     * A grade that a teacher has hidden is not ours: it stays hidden when the hold ends. A grade that a teacher shows by hand
     * is hidden again at the next change, for as long as there is no verdict that lets it go.
     *
     * @param int $quizid
     * @param int $userid
     */
    public static function refresh(int $quizid, int $userid): void {
        self::apply(self::rows_of_user($quizid, $userid), self::grade($quizid, $userid));
    }

    /**
     * The same for everybody who has a proctored attempt of the quiz: after the teacher changed the setting, and as a
     * reconciliation.
     *
     * @param int $quizid
     */
    public static function refresh_quiz(int $quizid): void {
        global $DB;
        $userids = $DB->get_fieldset_select(
            proctored_attempt::TABLE,
            'DISTINCT userid',
            'quizid = :quizid AND (gradeheld = 1 OR flagged = 1 OR verdict IS NOT NULL)',
            ['quizid' => $quizid]
        );
        foreach ($userids as $userid) {
            self::refresh($quizid, (int) $userid);
        }
    }

    /**
     * A grade was made or changed. If it is one that is held, it is hidden before anybody sees it.
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
        $rows = self::rows_of_user((int) $item->iteminstance, (int) $grade->userid);
        if ($rows) {
            // The event's own object: whoever is saving it would undo a change made to another copy.
            self::apply($rows, $grade);
        }
    }

    /**
     * Hides or shows one grade, and remembers which rows hide it.
     *
     * @param \stdClass[] $rows as rows() gives them
     * @param \grade_grade|null $grade null while there is no grade yet
     */
    private static function apply(array $rows, ?\grade_grade $grade): void {
        $holding = array_filter($rows, [self::class, 'holds']);
        $ours = (bool) array_filter($rows, fn($row) => $row->gradeheld);
        if ($holding && $grade) {
            if (!self::is_hidden($grade)) {
                $grade->set_hidden(1);
                $ours = true;
            }
            self::remember($rows, $ours ? array_keys($holding) : []);
        } else if (!$holding && $ours) {
            if ($grade && (int) $grade->hidden === 1) {
                $grade->set_hidden(0);
            }
            self::remember($rows, []);
        }
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
     * Writes down which rows hide the grade now.
     *
     * @param \stdClass[] $rows
     * @param int[] $holdingids
     */
    private static function remember(array $rows, array $holdingids): void {
        global $DB;
        foreach ($rows as $row) {
            $held = in_array($row->id, $holdingids) ? 1 : 0;
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

    /**
     * The user's grade for the quiz in the gradebook.
     *
     * @param int $quizid
     * @param int $userid
     * @return \grade_grade|null
     */
    private static function grade(int $quizid, int $userid): ?\grade_grade {
        global $CFG;
        require_once($CFG->libdir . '/gradelib.php');
        $item = \grade_item::fetch([
            'itemtype' => 'mod',
            'itemmodule' => 'quiz',
            'iteminstance' => $quizid,
            'itemnumber' => 0,
        ]);
        return $item ? (\grade_grade::fetch(['itemid' => $item->id, 'userid' => $userid]) ?: null) : null;
    }
}
