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
 * What has to change when a newer version is installed.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

defined('MOODLE_INTERNAL') || die();

/**
 * Brings the tables of an older version up to date.
 *
 * @param int $oldversion
 * @return bool
 */
function xmldb_quizaccess_invigil_upgrade($oldversion) {
    global $DB;
    $dbman = $DB->get_manager();

    if ($oldversion < 2026112600) {
        // A column that is there already is left as it is.
        $table = new xmldb_table('quizaccess_invigil');
        $field = new xmldb_field('screen', XMLDB_TYPE_INTEGER, '1', null, XMLDB_NOTNULL, null, '0', 'microphone');
        if (!$dbman->field_exists($table, $field)) {
            $dbman->add_field($table, $field);
        }
        upgrade_plugin_savepoint(true, 2026112600, 'quizaccess', 'invigil');
    }

    if ($oldversion < 2026112900) {
        $table = new xmldb_table('quizaccess_invigil');
        $field = new xmldb_field('more', XMLDB_TYPE_TEXT, null, null, null, null, null, 'holdgrade');
        if (!$dbman->field_exists($table, $field)) {
            $dbman->add_field($table, $field);
        }
        upgrade_plugin_savepoint(true, 2026112900, 'quizaccess', 'invigil');
    }

    if ($oldversion < 2026113010) {
        $table = new xmldb_table('quizaccess_invigil');
        $field = new xmldb_field('nofurther', XMLDB_TYPE_INTEGER, '1', null, XMLDB_NOTNULL, null, '1', 'holdgrade');
        if (!$dbman->field_exists($table, $field)) {
            $dbman->add_field($table, $field);
        }
        $table = new xmldb_table('quizaccess_invigil_gaps');
        if (!$dbman->table_exists($table)) {
            $dbman->install_one_table_from_xmldb_file(__DIR__ . '/install.xml', 'quizaccess_invigil_gaps');
        }
        // Attempts that run already are bound by the next claim of their shell.
        $table = new xmldb_table('quizaccess_invigil_shells');
        if (!$dbman->table_exists($table)) {
            $dbman->install_one_table_from_xmldb_file(__DIR__ . '/install.xml', 'quizaccess_invigil_shells');
        }
        $table = new xmldb_table('quizaccess_invigil_launches');
        $field = new xmldb_field('shell', XMLDB_TYPE_CHAR, '32', null, null, null, null, 'documenttarget');
        if (!$dbman->field_exists($table, $field)) {
            $dbman->add_field($table, $field);
        }
        upgrade_plugin_savepoint(true, 2026113010, 'quizaccess', 'invigil');
    }

    return true;
}
