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
 * What the guard on \core\hook\after_config costs, against a callback that does nothing.
 *
 *     php guard.php MOODLE [ATTEMPT]
 *
 * MOODLE is the folder of a site with the plugin, ATTEMPT the id of an attempt of a quiz to measure the saving scripts with.
 * It only reads. Times are microseconds of one call, the median of many.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

// phpcs:disable moodle.Files.MoodleInternal,moodle.Files.RequireLogin.Missing

define('CLI_SCRIPT', true);
require($argv[1] . '/config.php');

/**
 * The median time of a call.
 *
 * @param callable $call
 * @param int $times
 * @return float microseconds
 */
function invigil_median(callable $call, int $times): float {
    $taken = [];
    for ($i = 0; $i < $times; $i++) {
        $start = hrtime(true);
        $call();
        $taken[] = hrtime(true) - $start;
    }
    sort($taken);
    return $taken[intdiv($times, 2)] / 1000;
}

$hook = new \core\hook\after_config();
$empty = static function (\core\hook\after_config $hook): void {
};
$guard = [\quizaccess_invigil\hook_callbacks::class, 'guard'];

$start = hrtime(true);
class_exists(\quizaccess_invigil\hook_callbacks::class);
printf("%-56s %9.2f\n", 'loading the class, once in a request', (hrtime(true) - $start) / 1000);

$_SERVER['SCRIPT_FILENAME'] = '/var/www/moodle/course/view.php';
printf("%-56s %9.2f\n", 'empty callback', invigil_median(fn() => call_user_func($empty, $hook), 100000));
printf("%-56s %9.2f\n", 'guard, another script', invigil_median(fn() => call_user_func($guard, $hook), 100000));

if (isset($argv[2])) {
    $attemptid = (int) $argv[2];
    $userid = (int) $DB->get_field('quiz_attempts', 'userid', ['id' => $attemptid], MUST_EXIST);
    $refused = fn() => \quizaccess_invigil\local\guard::refused($attemptid, $userid);
    $queries = $DB->perf_get_reads();
    $result = $refused() ? 'refused' : 'passes';
    $queries = $DB->perf_get_reads() - $queries;
    // Of a proctored attempt that passes, the lock is among it; it is let go when this script ends.
    $time = invigil_median($refused, 500);
    printf("%-56s %9.2f  (%d queries, %s)\n", 'guard, autosave.ajax.php or processattempt.php', $time, $queries, $result);
}
