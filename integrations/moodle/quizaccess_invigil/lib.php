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
 * Functions that Moodle looks for by name.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

/**
 * Looks at every call of a web service before it is done.
 *
 * @param \stdClass $function the external function
 * @param array $params its parameters, in order
 * @return mixed false: the function is to be called; else its answer, without a result that is held
 * @throws moodle_exception if it would show or save answers of a proctored attempt, or show a result that is held
 */
function quizaccess_invigil_override_webservice_execution($function, array $params): mixed {
    \quizaccess_invigil\local\guard::watch_web_service($function->name, $params);
    return \quizaccess_invigil\local\result_cover::cover_service($function, $params);
}

/**
 * Looks at every page once it is known that the user may enter the course.
 */
function quizaccess_invigil_after_require_login(): void {
    global $SCRIPT;
    \quizaccess_invigil\local\held_reports::cover((string) $SCRIPT);
}
