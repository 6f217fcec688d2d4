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
 * Takes a held mark out of the two places from which Moodle's pages, blocks and services read it, and puts it back.
 *
 * These are the table quiz_grades and the gradebook. Both are computed from the attempts, and the attempts are never touched:
 * so nothing is lost, whatever happens meanwhile, and what is put back is what a regrade gives. To the rest of Moodle a held
 * mark is one that has not been given yet.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class held_mark {
    /**
     * The user's grade for a quiz in the gradebook.
     *
     * @param int $quizid
     * @param int $userid
     * @return \grade_grade|null
     */
    public static function in_gradebook(int $quizid, int $userid): ?\grade_grade {
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

    /**
     * Takes the mark out of one grade of the gradebook, and hides the grade.
     *
     * What a teacher has written into the gradebook, or has locked there, is no mark of the quiz: it is hidden and stays.
     *
     * @param \grade_grade $grade saved if something changes
     * @param bool $hide whether it is to be hidden; else it stays as it is
     */
    public static function blank(\grade_grade $grade, bool $hide): void {
        $marked = $grade->finalgrade !== null && !self::is_a_persons($grade);
        if ($marked) {
            $grade->rawgrade = null;
            $grade->finalgrade = null;
            $grade->timemodified = null;
        }
        if ($hide) {
            $grade->hidden = 1;
        }
        if ($marked || $hide) {
            $grade->update();
        }
    }

    /**
     * Takes the mark out of the quiz's own grades; the quiz tells the gradebook.
     *
     * @param int $quizid
     * @param int $userid
     * @param \grade_grade|null $grade what the gradebook has
     */
    public static function take_out(int $quizid, int $userid, ?\grade_grade $grade): void {
        global $DB;
        $left = $grade && $grade->rawgrade !== null && !$grade->is_locked();
        if ($left || $DB->record_exists('quiz_grades', ['quiz' => $quizid, 'userid' => $userid])) {
            // One attempt that is not marked yet: by each of the quiz's methods that makes no grade.
            self::calculator($quizid)->recompute_final_grade($userid, [(object) ['sumgrades' => null]]);
        }
    }

    /**
     * Lets the quiz compute the mark again, from the attempts that there are now.
     *
     * @param int $quizid
     * @param int $userid
     */
    public static function put_back(int $quizid, int $userid): void {
        global $CFG;
        require_once($CFG->dirroot . '/mod/quiz/locallib.php');
        $attempts = quiz_get_user_attempts($quizid, $userid);
        // Without one the quiz has removed the grade itself.
        if ($attempts) {
            self::calculator($quizid)->recompute_final_grade($userid, $attempts);
        }
    }

    /**
     * Whether a person has written the grade over, or has locked it.
     *
     * @param \grade_grade $grade
     * @return bool
     */
    private static function is_a_persons(\grade_grade $grade): bool {
        return $grade->is_overridden() || $grade->is_locked();
    }

    /**
     * What computes the quiz's grades. The quiz is read anew: one whose review options are covered (result_cover) must not
     * get into the gradebook.
     *
     * @param int $quizid
     * @return \mod_quiz\grade_calculator
     */
    private static function calculator(int $quizid): \mod_quiz\grade_calculator {
        global $CFG;
        require_once($CFG->dirroot . '/mod/quiz/locallib.php');
        return quiz_settings::create($quizid)->get_grade_calculator();
    }
}
