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

use core\hook\after_config;
use quizaccess_invigil\hook_callbacks;
use quizaccess_invigil\local\guard;

/**
 * Every request of the site comes by the guard: only two scripts may cost more than a look at the path.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class guard_path_test extends \PHPUnit\Framework\TestCase {
    /**
     * Other scripts do not even load the guard.
     *
     * @runInSeparateProcess
     * @preserveGlobalState disabled
     */
    public function test_other_scripts(): void {
        $paths = ['', '/m/index.php', '/m/mod/quiz/attempt.php', '/m/mod/quiz/processattempt.php.bak', '/m/x/quiz/processattempt.php'];
        foreach ($paths as $path) {
            $_SERVER['SCRIPT_FILENAME'] = $path;
            hook_callbacks::guard(new after_config());
        }
        unset($_SERVER['SCRIPT_FILENAME']);
        hook_callbacks::guard(new after_config());
        $this->assertFalse(class_exists(guard::class, false));
    }

    /**
     * The two that save answers do.
     *
     * @runInSeparateProcess
     * @preserveGlobalState disabled
     * @dataProvider saving
     * @param string $path
     */
    public function test_saving_scripts(string $path): void {
        $_SERVER['SCRIPT_FILENAME'] = $path;
        hook_callbacks::guard(new after_config());
        $this->assertTrue(class_exists(guard::class, false));
    }

    /**
     * On every kind of disk.
     *
     * @return array[]
     */
    public static function saving(): array {
        return [
            ['/var/www/moodle/mod/quiz/processattempt.php'],
            ['/var/www/moodle/mod/quiz/autosave.ajax.php'],
            ['C:\\moodle\\mod\\quiz\\ProcessAttempt.php'],
        ];
    }
}
