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
 * Where an administrator connects this site with Invigil, tests the connection and cuts it.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

require_once(__DIR__ . '/../../../../config.php');
require_once($CFG->libdir . '/adminlib.php');

use quizaccess_invigil\local\refusal_log;
use quizaccess_invigil\lti\connection;
use quizaccess_invigil\lti\refused;
use quizaccess_invigil\lti\registration;
use quizaccess_invigil\lti\self_test;
use quizaccess_invigil\lti\tool;
use quizaccess_invigil\output\connect_page;

admin_externalpage_setup('quizaccess_invigil_connect');
require_capability('moodle/site:config', context_system::instance());

$action = optional_param('action', '', PARAM_ALPHA);
if ($action !== '' && $action !== 'disconnect') {
    $key = optional_param('sesskey', '', PARAM_RAW);
    if ($key === '' || !confirm_sesskey($key)) {
        refusal_log::note('connect', 'invalidsesskey', 403, time());
    }
    require_sesskey();
}
$tool = tool::connected();
$template = 'quizaccess_invigil/connect';
$url = $error = '';
$results = null;
switch ($action) {
    case 'connect':
        $url = trim(required_param('url', PARAM_RAW));
        try {
            $frame = [
                'src' => registration::page_url($url, time()),
                'origin' => registration::origin($url),
                'back' => connect_page::address()->out(false),
            ];
            $template = 'quizaccess_invigil/connect_frame';
            $PAGE->requires->js_call_amd('quizaccess_invigil/connect', 'init');
        } catch (refused $why) {
            $error = $why->as_answer()['error_description'];
        }
        break;
    case 'test':
        $results = $tool ? (new self_test($tool, time()))->run() : null;
        break;
    case 'resume':
        connection::resume(time());
        redirect(connect_page::address(), get_string('connect_resumed', 'quizaccess_invigil'));
        // No break: redirect() ends.
    case 'disconnect':
        if ($tool) {
            $template = 'quizaccess_invigil/disconnect';
        }
        break;
    case 'forget':
        connection::forget();
        redirect(connect_page::address(), get_string('disconnect_forgotten', 'quizaccess_invigil'));
        // No break: redirect() ends.
    case 'delete':
        connection::delete();
        redirect(connect_page::address(), get_string('disconnect_deleted', 'quizaccess_invigil'));
}

$underway = $tool ? connection::attempts_under_way() : 0;
$sentence = 'disconnect_attempts' . ([0 => '_none', 1 => '_one'][$underway] ?? '');
$data = match ($template) {
    'quizaccess_invigil/connect_frame' => $frame,
    'quizaccess_invigil/disconnect' => [
        'action' => connect_page::address()->out(false),
        'sesskey' => sesskey(),
        'origin' => $tool->origin,
        'attempts' => get_string($sentence, 'quizaccess_invigil', $underway),
    ],
    default => (new connect_page($tool, $url, $error, $results))->export_for_template($OUTPUT),
};
echo $OUTPUT->header();
echo $OUTPUT->heading(get_string('connect', 'quizaccess_invigil'));
echo $OUTPUT->render_from_template($template, $data);
echo $OUTPUT->footer();
