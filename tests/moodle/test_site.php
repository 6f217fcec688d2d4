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
 * Begins a script that makes things on a test site: loads the Moodle that `$argv[1]` names, with its generators, as its
 * administrator. For test sites only.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

// phpcs:disable moodle.Files.MoodleInternal,moodle.Files.RequireLogin.Missing

define('CLI_SCRIPT', true);
require($argv[1] . '/config.php');
require_once($CFG->libdir . '/testing/generator/lib.php');
require_once($CFG->dirroot . '/mod/quiz/locallib.php');
require_once($CFG->dirroot . '/course/lib.php');
require_once(__DIR__ . '/three_questions.php');

\core\session\manager::set_user(get_admin());

/**
 * Makes a quiz of three pages: a word, true or false, an essay. Its questions lie in its own context and go with it.
 *
 * @param stdClass $course
 * @param array $fields of the quiz
 * @return stdClass with `cmid`
 */
function invigil_test_quiz(stdClass $course, array $fields): stdClass {
    $quiz = (new testing_data_generator())->create_module('quiz', $fields + [
        'course' => $course->id, 'questionsperpage' => 1, 'sumgrades' => 3, 'grade' => 10, 'preferredbehaviour' => 'deferredfeedback',
        'attempts' => 0,
    ]);
    invigil_add_three_questions($quiz);
    return $quiz;
}

/**
 * Deletes what was made; nothing of it is to lie in a course's recycle bin.
 *
 * @param int $cmid
 */
function invigil_test_delete(int $cmid): void {
    global $CFG;
    $CFG->forced_plugin_settings['tool_recyclebin']['coursebinenable'] = 0;
    course_delete_module($cmid);
}
