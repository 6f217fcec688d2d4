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

namespace quizaccess_invigil\local;

use core\lock\lock;
use core\lock\lock_config;

/**
 * One thing at a time for each proctored attempt: what a proctor decides waits for a request of the examinee that is being
 * saved, and that request waits for the decision. Without it, a page that is being saved would write the state of the quiz
 * attempt that it had read before the attempt was ended.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class attempt_lock {
    /** @var int Seconds to wait for it. */
    const WAIT = 10;

    /**
     * Does something while nobody else does anything to the attempt.
     *
     * @param int $proctoredid
     * @param callable $action without parameters
     * @return mixed what the action returns
     * @throws refusal 503 if somebody else holds the lock for longer than WAIT, or this site can give none
     */
    public static function hold(int $proctoredid, callable $action): mixed {
        $lock = self::take("attempt$proctoredid");
        if (!$lock) {
            throw new refusal(503, 'busy', 'The attempt is being changed by another request; try again.');
        }
        try {
            return $action();
        } finally {
            $lock->release();
        }
    }

    /**
     * Holds the lock until the end of this request.
     *
     * A lock that cannot be had is done without: it closes a race of milliseconds, and must not stop an exam.
     *
     * @param int $proctoredid
     */
    public static function keep_for_request(int $proctoredid): void {
        $lock = self::take("attempt$proctoredid");
        if ($lock) {
            \core_shutdown_manager::register_function([$lock, 'release']);
        }
    }

    /**
     * Takes a lock.
     *
     * @param string $name
     * @return lock|null null if it cannot be had
     */
    public static function take(string $name): ?lock {
        try {
            $factory = lock_config::get_lock_factory('quizaccess_invigil');
            return $factory->get_lock($name, self::WAIT) ?: null;
        } catch (\moodle_exception $e) {
            // What config.php names as the site's locks is not there, or does not work.
            debugging('quizaccess_invigil: no lock: ' . $e->getMessage(), DEBUG_DEVELOPER);
            return null;
        }
    }
}
