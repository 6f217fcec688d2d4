<?php
// Makes, reads and removes the quiz of the acceptance run of the plugin; run inside Moodle's folder:
//   php -f quiz.php -- <folder of Moodle> make <short name of the course>
//   php -f quiz.php -- <folder of Moodle> read <id of the course module>
//   php -f quiz.php -- <folder of Moodle> remove <id of the course module>
// Prints JSON. For test sites only.

define('CLI_SCRIPT', true);
[, $moodle, $what, $name] = $argv;
require($moodle . '/config.php');
require_once($CFG->libdir . '/testing/generator/lib.php');
require_once($CFG->dirroot . '/mod/quiz/locallib.php');
require_once($CFG->dirroot . '/course/lib.php');
require_once(__DIR__ . '/../../moodle/three_questions.php');

\core\session\manager::set_user(get_admin());

if ($what === 'make') {
    $course = $DB->get_record('course', ['shortname' => $name], '*', MUST_EXIST);
    $generator = new testing_data_generator();
    $quiz = $generator->create_module('quiz', [
        'course' => $course->id, 'name' => 'Acceptance quiz ' . time(), 'questionsperpage' => 1, 'sumgrades' => 3,
        'grade' => 10, 'timelimit' => 3600, 'preferredbehaviour' => 'deferredfeedback', 'attempts' => 0,
    ]);
    invigil_add_three_questions($quiz);
    echo json_encode(['cmid' => (int) $quiz->cmid, 'name' => $quiz->name]);
    exit;
}

[, $cm] = get_course_and_cm_from_cmid((int) $name, 'quiz');
if ($what === 'remove') {
    course_delete_module($cm->id);
    echo json_encode(['removed' => true]);
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
