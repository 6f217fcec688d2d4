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
 * What a new proctored quiz starts with, and what teachers cannot change.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

defined('MOODLE_INTERNAL') || die();

use quizaccess_invigil\local\choice_input;
use quizaccess_invigil\local\form_section;
use quizaccess_invigil\local\site_choice;
use quizaccess_invigil\lti\tool;

if ($hassiteconfig) {
    $ADMIN->add('modsettingsquizcat', new admin_externalpage(
        'quizaccess_invigil_connect',
        new lang_string('connect', 'quizaccess_invigil'),
        new moodle_url('/mod/quiz/accessrule/invigil/connect.php')
    ));
}

if ($ADMIN->fulltree) {
    $tool = tool::connected();
    $connection = $tool ? get_string('connectedto', 'quizaccess_invigil', s($tool->origin))
        : get_string('notconnected', 'quizaccess_invigil');
    $settings->add(new admin_setting_heading(
        'quizaccess_invigil/connection',
        new lang_string('connection', 'quizaccess_invigil'),
        $connection . ' ' . html_writer::link(
            new moodle_url('/mod/quiz/accessrule/invigil/connect.php'),
            get_string($tool ? 'connection_open' : 'notconnected_link', 'quizaccess_invigil')
        )
    ));
    $settings->add(new admin_setting_heading(
        'quizaccess_invigil/defaults',
        new lang_string('sitedefaults', 'quizaccess_invigil'),
        new lang_string('sitedefaults_desc', 'quizaccess_invigil')
    ));
    foreach (site_choice::NAMES as $name) {
        $texts = [
            'quizaccess_invigil/' . $name,
            new lang_string($name, 'quizaccess_invigil'),
            new lang_string($name . '_help', 'quizaccess_invigil'),
            site_choice::DEFAULTS[$name],
        ];
        $setting = match (true) {
            in_array($name, choice_input::SWITCHES) => new admin_setting_configcheckbox(...$texts),
            isset(choice_input::WORDS[$name]) => new admin_setting_configselect(...[...$texts, form_section::options($name)]),
            default => new \quizaccess_invigil\local\admin_setting_words(...$texts),
        };
        $setting->set_locked_flag_options(admin_setting_flag::ENABLED, false);
        $settings->add($setting);
    }
}
