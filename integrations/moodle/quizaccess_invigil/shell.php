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
 * The page around a proctored attempt: the quiz in one frame, the proctoring panel in another.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

use mod_quiz\quiz_settings;
use quizaccess_invigil\local\access;
use quizaccess_invigil\local\examinee_pages;
use quizaccess_invigil\local\names;
use quizaccess_invigil\local\trespass;
use quizaccess_invigil\lti\tool;
use quizaccess_invigil\output\notice;
use quizaccess_invigil\output\shell;

require_once(__DIR__ . '/../../../../config.php');
require_once($CFG->dirroot . '/mod/quiz/locallib.php');

$cmid = required_param('cmid', PARAM_INT);
$pageno = optional_param('page', -1, PARAM_INT);

$quizobj = quiz_settings::create_for_cmid($cmid, $USER->id);
$PAGE->set_url('/mod/quiz/accessrule/invigil/shell.php', ['cmid' => $cmid]);
trespass::by_stranger($quizobj->get_course(), $cmid, 'shell');
require_login($quizobj->get_course(), false, $quizobj->get_cm());

$now = time();
$access = access::for_user($quizobj->get_quizid(), (int) $USER->id);
if (!$access->is_proctored()) {
    redirect($quizobj->view_url());
}
require_capability('mod/quiz:attempt', $quizobj->get_context());

$PAGE->set_cacheable(false);
$PAGE->set_popup_notification_allowed(false);
$PAGE->activityheader->disable();
$PAGE->add_body_class('invigil-shellpage');
$PAGE->set_title(names::html($quizobj->get_quiz_name(), $quizobj->get_context()));

// The pages of the quiz do not do this inside another page of Moodle.
\core\session\manager::keepalive();

$tool = tool::connected();
$refusals = $tool ? shell::refusals($quizobj, $access, $now) : [get_string('about_notconnected', 'quizaccess_invigil')];
if (!$refusals && (new examinee_pages($quizobj, $now))->asks_first()) {
    redirect($quizobj->start_attempt_url(max(0, $pageno)));
}
// Only now: rules that were asked may have set another (Safe Exam Browser's does).
$PAGE->set_pagelayout('embedded');
$content = $refusals ? new notice($quizobj, $refusals) : new shell($quizobj, $access, $tool, $now, $pageno);
if ($content instanceof shell) {
    $content->require_script($PAGE);
}

echo $OUTPUT->header();
echo $OUTPUT->render($content);
echo $OUTPUT->footer();
