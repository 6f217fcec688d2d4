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
 * Tells the shell where the examinee's own attempt stands. It changes nothing and takes no session lock.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

use mod_quiz\quiz_settings;
use quizaccess_invigil\local\shell_state;
use quizaccess_invigil\local\trespass;

define('AJAX_SCRIPT', true);
define('READ_ONLY_SESSION', true);

require_once(__DIR__ . '/../../../../config.php');
require_once($CFG->dirroot . '/mod/quiz/locallib.php');

$cmid = required_param('cmid', PARAM_INT);
$number = required_param('number', PARAM_INT);

$quizobj = quiz_settings::create_for_cmid($cmid, $USER->id);
$PAGE->set_url('/mod/quiz/accessrule/invigil/state.php', ['cmid' => $cmid, 'number' => $number]);
trespass::by_stranger($quizobj->get_course(), $cmid, 'state');
require_login($quizobj->get_course(), false, $quizobj->get_cm(), false, true);
require_capability('mod/quiz:attempt', $quizobj->get_context());

echo json_encode(shell_state::of($quizobj, (int) $USER->id, $number, time()), JSON_UNESCAPED_SLASHES);
