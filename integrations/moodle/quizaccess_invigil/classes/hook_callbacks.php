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

namespace quizaccess_invigil;

use core\hook\after_config;
use core\hook\output\before_http_headers;

/**
 * Where Moodle lets us look at a request before it is served, and at a page before it is sent.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class hook_callbacks {
    /** @var string Saves what the examinee sends. */
    const PROCESS = '/mod/quiz/processattempt.php';

    /** @var string Saves in the background. */
    const AUTOSAVE = '/mod/quiz/autosave.ajax.php';

    /**
     * Refuses to save answers of an attempt that may not go on.
     *
     * This runs in every request of the site, also while Moodle is being installed: the path comes first, and for other
     * scripts it is all. The file name is what the web server really runs; it may be spelt in other letters on some disks.
     *
     * @param after_config $hook
     */
    public static function guard(after_config $hook): void {
        $script = strtolower(strtr($_SERVER['SCRIPT_FILENAME'] ?? '', '\\', '/'));
        if (str_ends_with($script, self::AUTOSAVE)) {
            local\guard::watch(true);
        } else if (str_ends_with($script, self::PROCESS)) {
            local\guard::watch(false);
        }
    }

    /**
     * Keeps held grades out of the blocks of a page.
     *
     * @param before_http_headers $hook
     */
    public static function cover_blocks(before_http_headers $hook): void {
        local\held_block::cover($hook->renderer->get_page());
    }
}
