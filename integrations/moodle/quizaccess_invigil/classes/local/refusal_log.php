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

use quizaccess_invigil\event\command_refused;

/**
 * Writes refusals into Moodle's log: what was refused, never whom it was about. One a minute and reason, so that nobody can
 * fill the log from outside.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class refusal_log {
    /** @var int Seconds between two entries of one reason. */
    const INTERVAL = MINSECS;

    /**
     * Writes one.
     *
     * @param string $script which of our scripts was called, such as acs
     * @param string $reason code of the refusal
     * @param int $status HTTP status
     * @param int $now
     */
    public static function note(string $script, string $reason, int $status, int $now): void {
        $reason = clean_param($reason, PARAM_ALPHANUMEXT);
        $cache = \cache::make_from_params(
            \cache_store::MODE_APPLICATION,
            'quizaccess_invigil',
            'refusals',
            [],
            ['simplekeys' => true, 'simpledata' => true]
        );
        $key = "{$script}_{$reason}_{$status}";
        if ($now - (int) $cache->get($key) < self::INTERVAL) {
            return;
        }
        $cache->set($key, $now);
        command_refused::create([
            'context' => \context_system::instance(),
            'other' => ['script' => $script, 'reason' => $reason, 'status' => $status],
        ])->trigger();
    }
}
