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

use quizaccess_invigil\local\admin_setting_words;
use quizaccess_invigil\local\form_field;
use quizaccess_invigil\local\outage;
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
    $settings->add(new admin_setting_configtext_with_maxlength(
        'quizaccess_invigil/' . outage::SETTING,
        new lang_string('awaymost', 'quizaccess_invigil'),
        new lang_string('awaymost_desc', 'quizaccess_invigil'),
        outage::MOST,
        PARAM_INT,
        4,
        4
    ));
    foreach (form_field::all() as $name => $field) {
        $texts = [
            'quizaccess_invigil/' . $name,
            new lang_string($field->key(), 'quizaccess_invigil'),
            new lang_string($field->key() . '_help', 'quizaccess_invigil', $field->numbers()),
            $field->default(),
        ];
        $setting = match ($field->kind) {
            'switch' => new admin_setting_configcheckbox(...$texts),
            'choice' => new admin_setting_configselect(...[...$texts, $field->options()]),
            default => new admin_setting_words(...$texts),
        };
        $setting->set_locked_flag_options(admin_setting_flag::ENABLED, false);
        $settings->add($setting);
    }
}
