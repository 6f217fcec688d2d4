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

namespace quizaccess_invigil\tests;

use core\lock\lock;
use core\lock\lock_factory;

/**
 * Locks that somebody else holds for ever.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class held_locks implements lock_factory {
    /** @var int[] Seconds that were waited, by the name of the lock. */
    public static array $waited = [];

    /**
     * For one kind of locks.
     *
     * @param string $type
     */
    public function __construct($type) {
    }

    /**
     * Whether a lock is let go when the process ends.
     *
     * @return bool
     */
    public function supports_timeout() {
        return true;
    }

    /**
     * Whether a lock is let go by itself.
     *
     * @return bool
     */
    public function supports_auto_release() {
        return true;
    }

    /**
     * Whether a lock can be taken twice.
     *
     * @return bool
     */
    public function supports_recursion() {
        return false;
    }

    /**
     * Whether there are locks.
     *
     * @return bool
     */
    public function is_available() {
        return true;
    }

    /**
     * Waits in vain.
     *
     * @param string $resource
     * @param int $timeout
     * @param int $maxlifetime
     * @return bool
     */
    public function get_lock($resource, $timeout, $maxlifetime = 86400) {
        self::$waited[$resource] = $timeout;
        return false;
    }

    /**
     * Lets go.
     *
     * @param lock $lock
     * @return bool
     */
    public function release_lock(lock $lock) {
        return true;
    }

    /**
     * Keeps a lock for longer.
     *
     * @param lock $lock
     * @param int $maxlifetime
     * @return bool
     */
    public function extend_lock(lock $lock, $maxlifetime = 86400) {
        return false;
    }
}
