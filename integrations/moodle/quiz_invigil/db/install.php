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
 * Registers the report.
 *
 * @package    quiz_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

/**
 * Puts the report among the quiz reports: after "Grades" (10000) and "Responses" (9000), before "Statistics" (8000).
 */
function xmldb_quiz_invigil_install() {
    global $DB;

    $DB->insert_record('quiz_reports', (object) [
        'name' => 'invigil',
        'displayorder' => 8500,
        'capability' => 'quizaccess/invigil:proctor',
    ]);
}
