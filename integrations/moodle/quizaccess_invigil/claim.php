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
 * Where a shell says that it is there, that the examinee goes on in it, or that it is left.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

use mod_quiz\quiz_settings;
use quizaccess_invigil\local\refusal;
use quizaccess_invigil\local\shell_claim;
use quizaccess_invigil\local\trespass;

define('AJAX_SCRIPT', true);
define('READ_ONLY_SESSION', true);

require_once(__DIR__ . '/../../../../config.php');
require_once($CFG->dirroot . '/mod/quiz/locallib.php');

$cmid = required_param('cmid', PARAM_INT);
$number = required_param('number', PARAM_INT);
$shell = required_param('invigil_shell', PARAM_ALPHANUM);
$page = required_param('page', PARAM_ALPHANUM);
$what = optional_param('what', 'come', PARAM_ALPHA);

$quizobj = quiz_settings::create_for_cmid($cmid, $USER->id);
$PAGE->set_url('/mod/quiz/accessrule/invigil/claim.php', ['cmid' => $cmid, 'number' => $number]);
trespass::by_stranger($quizobj->get_course(), $cmid, 'claim');
require_login($quizobj->get_course(), false, $quizobj->get_cm(), false, true);
require_sesskey();
require_capability('mod/quiz:attempt', $quizobj->get_context());

try {
    if ($what === 'go') {
        shell_claim::go($quizobj, (int) $USER->id, $number, $shell, $page, time());
        $answer = ['left' => true];
    } else {
        $answer = shell_claim::come($quizobj, (int) $USER->id, $number, $shell, $page, $what === 'press', time());
    }
} catch (refusal $e) {
    http_response_code($e->status);
    $answer = ['error' => $e->error, 'error_description' => $e->getMessage()];
}
echo json_encode($answer, JSON_UNESCAPED_SLASHES);
