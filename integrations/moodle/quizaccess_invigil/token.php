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
 * Gives access tokens to the connected tool. Requests of other tools, which never hear of this address, are mod_lti's.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

define('NO_DEBUG_DISPLAY', true);
define('NO_MOODLE_COOKIES', true);

require_once(__DIR__ . '/../../../../config.php');

use quizaccess_invigil\local\refusal_log;
use quizaccess_invigil\lti\access_tokens;
use quizaccess_invigil\lti\refused;
use quizaccess_invigil\lti\service_request;

$form = array_filter($_POST, 'is_string');
if (!access_tokens::is_ours($form['client_assertion'] ?? '')) {
    require($CFG->dirroot . '/mod/lti/token.php');
    exit;
}
try {
    service_request::answer(200, access_tokens::grant($form, time()));
} catch (refused $why) {
    refusal_log::note('token', $why->errorcode, $why->status, time());
    service_request::refuse($why);
}
