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
 * Makes, reads and removes the quiz of the acceptance run of the plugin:
 *
 *     php quiz.php MOODLE make SHORTNAME-OF-THE-COURSE
 *     php quiz.php MOODLE read ID-OF-THE-COURSE-MODULE
 *     php quiz.php MOODLE rename ID-OF-THE-COURSE-MODULE NAME
 *     php quiz.php MOODLE remove ID-OF-THE-COURSE-MODULE
 *
 * Prints JSON. For test sites only.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

// phpcs:disable moodle.Files.MoodleInternal,moodle.Files.RequireLogin.Missing

require(__DIR__ . '/../../moodle/test_site.php');
[, , $what, $name] = $argv;

if ($what === 'make') {
    $course = $DB->get_record('course', ['shortname' => $name], '*', MUST_EXIST);
    $quiz = invigil_test_quiz($course, ['name' => 'Acceptance quiz ' . time(), 'timelimit' => 3600]);
    echo json_encode(['cmid' => (int) $quiz->cmid, 'name' => $quiz->name]);
    exit;
}

[, $cm] = get_course_and_cm_from_cmid((int) $name, 'quiz');
if ($what === 'remove') {
    invigil_test_delete((int) $cm->id);
    echo json_encode(['removed' => true]);
    exit;
}
if ($what === 'rename') {
    // Past the form, which would take tags out: names come from elsewhere, too.
    $DB->set_field('quiz', 'name', $argv[4], ['id' => $cm->instance]);
    rebuild_course_cache($cm->course, true);
    echo json_encode(['renamed' => true]);
    exit;
}

$attempt = $DB->get_record_sql(
    'SELECT * FROM {quiz_attempts} WHERE quiz = ? ORDER BY id DESC', [$cm->instance], IGNORE_MULTIPLE
);
$proctored = $DB->get_record('quizaccess_invigil_attempts', ['quizid' => $cm->instance], '*', IGNORE_MULTIPLE);
$steps = $attempt ? $DB->count_records_sql(
    'SELECT COUNT(1) FROM {question_attempt_steps} s JOIN {question_attempts} a ON a.id = s.questionattemptid
      WHERE a.questionusageid = ?', [$attempt->uniqueid]
) : 0;
$override = $attempt ? $DB->get_field(
    'quiz_overrides', 'timelimit', ['quiz' => $cm->instance, 'userid' => $attempt->userid], IGNORE_MISSING
) : false;
echo json_encode([
    'attemptid' => $attempt ? (int) $attempt->id : null,
    'state' => $attempt->state ?? null,
    'steps' => $steps,
    'timelimit' => $override === false ? null : (int) $override,
    'proctored' => $proctored ? [
        'id' => (int) $proctored->id, 'state' => $proctored->state, 'flagged' => (bool) $proctored->flagged,
        'credit' => (int) $proctored->creditseconds, 'live' => (bool) $proctored->live,
        'incidents' => (int) $proctored->incidents, 'verdict' => $proctored->verdict,
    ] : null,
]);
