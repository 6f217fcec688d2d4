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
 * Everything about one proctored attempt: what Moodle knows, and below it the report of the tool.
 *
 * @package    quiz_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

use core\output\notification;
use mod_quiz\quiz_settings;
use quiz_invigil\local\people;
use quiz_invigil\output\attempt_page;
use quizaccess_invigil\local\gaps;
use quizaccess_invigil\local\names;
use quizaccess_invigil\local\proctored_attempt;
use quizaccess_invigil\local\refusal;
use quizaccess_invigil\local\trespass;

require_once(__DIR__ . '/../../../../config.php');

$cmid = required_param('id', PARAM_INT);
$proctoredid = required_param('attempt', PARAM_INT);

$quizobj = quiz_settings::create_for_cmid($cmid);
$cm = $quizobj->get_cm();
$course = $quizobj->get_course();
$reporturl = new moodle_url('/mod/quiz/report.php', ['id' => $cm->id, 'mode' => 'invigil']);

$PAGE->set_url('/mod/quiz/report/invigil/attempt.php', ['id' => $cm->id, 'attempt' => $proctoredid]);
trespass::by_stranger($course, (int) $cm->id, 'report');
require_login($course, false, $cm);
people::require_report($quizobj->get_context());

// An attempt of another quiz is answered like one that does not exist.
$asked = proctored_attempt::get_record(['id' => $proctoredid]) ?: null;
$attempt = (int) $asked?->get('quizid') === (int) $quizobj->get_quizid() ? $asked : null;
$user = $attempt ? core_user::get_user($attempt->get('userid')) : null;
if (!$user || $user->deleted || !groups_user_groups_visible($course, $user->id, $cm)) {
    if ($asked) {
        trespass::note($quizobj->get_context(), 'report', trespass::FOREIGN, $asked);
    }
    throw new moodle_exception('noattempt', 'quiz_invigil', $reporturl);
}

if (optional_param('giveback', false, PARAM_BOOL)) {
    require_sesskey();
    if (!people::may_watch((int) $quizobj->get_quizid(), $quizobj->get_context())) {
        trespass::note($quizobj->get_context(), 'report', trespass::NOT_PROCTOR);
        throw new required_capability_exception(
            $quizobj->get_context(),
            'quizaccess/invigil:proctor',
            'nopermissions',
            ''
        );
    }
    try {
        $given = gaps::give_back($attempt, time());
        $said = $given ? get_string('givenback', 'quiz_invigil', format_time($given)) : get_string('nothingtogive', 'quiz_invigil');
        redirect($PAGE->url, $said, null, $given ? notification::NOTIFY_SUCCESS : notification::NOTIFY_INFO);
    } catch (refusal $busy) {
        redirect($PAGE->url, get_string('attemptbusy', 'quiz_invigil'), null, notification::NOTIFY_ERROR);
    }
}

$view = new attempt_page($quizobj, $attempt, $user);
$PAGE->set_pagelayout('report');
$PAGE->set_title(s($view->title()));
$PAGE->set_heading(names::html($course->fullname, $quizobj->get_context()));
$PAGE->activityheader->disable();
navigation_node::override_active_url($reporturl);
$PAGE->navbar->add(s($view->name()));

echo $OUTPUT->header();
echo $OUTPUT->render_from_template('quiz_invigil/attempt', $view->export_for_template($OUTPUT));
echo $OUTPUT->footer();
