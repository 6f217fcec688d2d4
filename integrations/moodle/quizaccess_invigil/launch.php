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
 * Opens a page of the tool for the user who is logged in: check-in, widget, live console, report.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

require_once(__DIR__ . '/../../../../config.php');

use quizaccess_invigil\local\trespass;
use quizaccess_invigil\lti\launch_rules;
use quizaccess_invigil\lti\login;
use quizaccess_invigil\lti\post_page;
use quizaccess_invigil\lti\refused;

$cmid = required_param('cmid', PARAM_INT);
$what = required_param('what', PARAM_ALPHA);
$attempt = optional_param('attempt', 0, PARAM_INT);
// Browsers say whether this is the page of a tab; the tool lays itself out accordingly.
$target = ($_SERVER['HTTP_SEC_FETCH_DEST'] ?? '') === 'document' ? 'window' : 'iframe';

[$course, $cm] = get_course_and_cm_from_cmid($cmid, 'quiz');
trespass::by_stranger($course, $cmid, $what);
require_login($course, false, $cm);
$PAGE->set_url('/mod/quiz/accessrule/invigil/launch.php', ['cmid' => $cmid, 'what' => $what, 'attempt' => $attempt]);
if (!isset(launch_rules::MESSAGES[$what])) {
    throw new moodle_exception('invalidparameter', 'debug');
}
try {
    [$url, $fields] = login::begin(new launch_rules($cm, (int) $USER->id), $what, $attempt, $target, time());
} catch (refused $why) {
    // Only now: rules of the quiz that were asked may have set another.
    $PAGE->set_pagelayout('embedded');
    $PAGE->set_title(get_string('openingtool', 'quizaccess_invigil'));
    $PAGE->activityheader->disable();
    http_response_code($why->status);
    echo $OUTPUT->header();
    echo $OUTPUT->notification(s($why->as_answer()['error_description']), \core\output\notification::NOTIFY_INFO, false);
    echo $OUTPUT->footer();
    exit;
}
post_page::send($url, $fields, true);
