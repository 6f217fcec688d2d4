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
 * Answers the tool's authentication requests: those of our own launches here, all others are passed on to mod_lti.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

require_once(__DIR__ . '/../../../../config.php'); // phpcs:ignore moodle.Files.RequireLogin.Missing
require_once($CFG->dirroot . '/mod/lti/locallib.php');

use mod_lti\output\repost_crosssite_page;
use quizaccess_invigil\local\refusal_log;
use quizaccess_invigil\lti\authentication;
use quizaccess_invigil\lti\launches;
use quizaccess_invigil\lti\post_page;
use quizaccess_invigil\lti\refused;

$params = array_filter($_POST + $_GET, 'is_string');
if (launches::hint_in($params['lti_message_hint'] ?? '') === null) {
    // With 307 the browser posts again what it has posted here. No session is begun here: mod_lti does that.
    header_remove('Set-Cookie');
    $url = (new moodle_url('/mod/lti/auth.php'))->out(false);
    $query = $_SERVER['QUERY_STRING'] ?? '';
    header('Location: ' . $url . ($query === '' ? '' : '?' . $query), true, $_SERVER['REQUEST_METHOD'] === 'POST' ? 307 : 302);
    exit;
}

$PAGE->set_url('/mod/quiz/accessrule/invigil/auth.php');
if (!isloggedin() && empty($_POST['repost'])) {
    // A page of another site has sent the browser here without its cookie; one of ours sends it with it.
    header_remove('Set-Cookie');
    $PAGE->set_context(context_system::instance());
    $PAGE->set_pagelayout('popup');
    $output = $PAGE->get_renderer('mod_lti');
    echo $output->header();
    echo $output->render(new repost_crosssite_page($_SERVER['REQUEST_URI'], array_filter($_POST, 'is_string')));
    echo $output->footer();
    exit;
}
try {
    $tool = authentication::known($params);
} catch (refused $why) {
    // Where it came from is not known to be the tool: people read it here.
    refusal_log::note('auth', $why->errorcode, $why->status, time());
    $PAGE->set_context(context_system::instance());
    throw $why;
}
post_page::send($params['redirect_uri'], authentication::answer($tool, $params, $USER, time()));
