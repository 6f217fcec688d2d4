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

namespace quiz_invigil\local;

use quizaccess_invigil\local\choice;
use quizaccess_invigil\local\trespass;

/**
 * Who may see what.
 *
 * @package    quiz_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class people {
    /**
     * Lets nobody by who may not see the report.
     *
     * @param \context_module $context
     * @throws \required_capability_exception
     */
    public static function require_report(\context_module $context): void {
        if (!has_all_capabilities(['mod/quiz:viewreports', 'quizaccess/invigil:proctor'], $context)) {
            trespass::note($context, 'report', trespass::NOT_PROCTOR);
        }
        require_capability('mod/quiz:viewreports', $context);
        require_capability('quizaccess/invigil:proctor', $context);
    }

    /**
     * Whether this user may open the live console: a proctor, if the teacher named proctors one of these, or who made
     * the quiz.
     *
     * @param int $quizid
     * @param \context_module $context
     * @return bool
     */
    public static function may_watch(int $quizid, \context_module $context): bool {
        global $USER;
        $choice = choice::of_quiz($quizid);
        if (!$choice || !$choice->get('enabled') || !has_capability('quizaccess/invigil:proctor', $context)) {
            return false;
        }
        $named = $choice->proctor_ids();
        return !$named || in_array((int) $USER->id, $named, true) || has_capability('mod/quiz:manage', $context);
    }
}
