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
 * Opens the quiz in the shell's frame with what the examinee has answered before the check-in.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

use mod_quiz\quiz_settings;
use quizaccess_invigil\local\access;
use quizaccess_invigil\local\preflight;
use quizaccess_invigil\local\trespass;
use quizaccess_invigil\lti\other_rules;
use quizaccess_invigil\lti\post_page;

require_once(__DIR__ . '/../../../../config.php');
require_once($CFG->dirroot . '/mod/quiz/locallib.php');

$cmid = required_param('cmid', PARAM_INT);
$pageno = optional_param('page', 0, PARAM_INT);

$quizobj = quiz_settings::create_for_cmid($cmid, $USER->id);
$PAGE->set_url('/mod/quiz/accessrule/invigil/enter.php', ['cmid' => $cmid]);
trespass::by_stranger($quizobj->get_course(), $cmid, 'enter');
require_login($quizobj->get_course(), false, $quizobj->get_cm());
require_sesskey();
require_capability('mod/quiz:attempt', $quizobj->get_context());

$access = access::for_user($quizobj->get_quizid(), (int) $USER->id);
$url = $quizobj->start_attempt_url($pageno);
$fields = $access->is_proctored() ? (new preflight($quizobj, $access, new other_rules($quizobj, time())))->take() : null;
if ($fields === null) {
    redirect($url);
}
post_page::send($url->out_omit_querystring(), $fields + array_map('strval', $url->params()));
