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
 * Runs the parts of the plugin that need no Moodle, on small stand-ins for the little that they touch.
 *
 * No Moodle, no database: `phpunit --bootstrap bootstrap.php --test-suffix _test.php .` The environment's PLUGIN_FOLDER names another
 * copy of the plugin.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

error_reporting(E_ALL);

require_once(__DIR__ . '/stand_ins.php');

/**
 * The words of a key.
 *
 * @param string $key
 * @param string $component
 * @param mixed $a
 * @return string the key, but for the sign before decimals
 */
function get_string(string $key, string $component = '', mixed $a = null): string {
    return $key === 'decsep' ? ',' : $key;
}

spl_autoload_register(function (string $class): void {
    if (str_starts_with($class, 'quizaccess_invigil\\')) {
        $path = str_replace('\\', '/', substr($class, strlen('quizaccess_invigil\\')));
        require_once((getenv('PLUGIN_FOLDER') ?: __DIR__ . '/../quizaccess_invigil') . "/classes/$path.php");
    }
});
