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
 * What it costs to load the guard's class when no opcode cache has it: the most that a request can pay for that.
 *
 *     php loading.php MOODLE
 *
 * guard.php cannot tell: Moodle has called the guard, and so loaded its class, before any script gets its turn. So copies
 * of the file under other names are loaded, each one for the first time. Prints microseconds, the median of many.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

// phpcs:disable moodle.Files.MoodleInternal,moodle.Files.RequireLogin.Missing

define('CLI_SCRIPT', true);
require($argv[1] . '/config.php');

$source = file_get_contents((new ReflectionClass(\quizaccess_invigil\hook_callbacks::class))->getFileName());
$folder = make_request_directory();
$taken = [];
for ($i = 0; $i < 100; $i++) {
    $file = "$folder/copy$i.php";
    file_put_contents($file, str_replace('class hook_callbacks', "class hook_callbacks_$i", $source));
    $start = hrtime(true);
    require($file);
    $taken[] = hrtime(true) - $start;
}
if (!class_exists('quizaccess_invigil\hook_callbacks_99', false)) {
    throw new coding_exception('The copies were not loaded.');
}
sort($taken);
printf("%.2f\n", $taken[50] / 1000);
