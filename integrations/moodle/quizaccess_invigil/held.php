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
 * Says, in the shell's frame, why no page of the quiz opens now.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

use mod_quiz\quiz_settings;
use quizaccess_invigil\local\access;
use quizaccess_invigil\local\examinee_pages;
use quizaccess_invigil\local\held_page;
use quizaccess_invigil\local\proctored_attempt;
use quizaccess_invigil\local\trespass;

require_once(__DIR__ . '/../../../../config.php');
require_once($CFG->dirroot . '/mod/quiz/locallib.php');

$attemptid = optional_param('attempt', 0, PARAM_INT);
$pageno = optional_param('page', 0, PARAM_INT);
$attempt = $attemptid ? proctored_attempt::get_record(['id' => $attemptid]) : false;
$foreign = $attempt && (int) $attempt->get('userid') !== (int) $USER->id ? $attempt : null;
if ($foreign) {
    // Only what is the user's own is shown.
    $attempt = false;
}
$quizid = $attempt ? (int) $attempt->get('quizid') : 0;
$cm = $quizid
    ? get_coursemodule_from_instance('quiz', $quizid, 0, false, MUST_EXIST)
    : get_coursemodule_from_id('quiz', required_param('cmid', PARAM_INT), 0, false, MUST_EXIST);

$PAGE->set_url(held_page::url((int) $cm->id, $attempt ?: null, $pageno));
trespass::by_stranger(get_course($cm->course), (int) $cm->id, 'held');
require_login($cm->course, false, $cm);
if ($foreign) {
    trespass::note($PAGE->context, 'held', trespass::FOREIGN, $foreign);
}
require_capability('mod/quiz:attempt', $PAGE->context);

$access = $attempt && $attempt->get('attemptid')
    ? access::for_attempt((int) $attempt->get('attemptid'))
    : access::for_user((int) $cm->instance, (int) $USER->id);
$access->follow_clock(time());
$reason = $access->held(time());
if ($reason === access::OPEN) {
    $quizobj = quiz_settings::create_for_cmid($cm->id, $USER->id);
    if (!$access->is_proctored()) {
        // Nobody is to begin a quiz by following a link of somebody else.
        redirect($quizobj->view_url());
    }
    if (($_SERVER['HTTP_SEC_FETCH_DEST'] ?? '') === 'document') {
        redirect((new examinee_pages($quizobj, time()))->shell_url($pageno));
    }
    redirect($quizobj->start_attempt_url($pageno));
}
held_page::for_page($cm, $access, $reason, $pageno);
