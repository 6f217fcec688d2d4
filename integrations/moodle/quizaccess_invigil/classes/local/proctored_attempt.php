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

use core\persistent;

/**
 * One examinee's one go at a proctored quiz, as the server enforces it.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class proctored_attempt extends persistent {
    /** @var string The table. */
    const TABLE = 'quizaccess_invigil_attempts';

    /** @var string Check-in is not passed: no page of the quiz opens. */
    const CREATED = 'created';

    /** @var string The examinee may work. */
    const RUNNING = 'running';

    /** @var string A proctor has paused it: nothing is saved, no page opens. */
    const PAUSED = 'paused';

    /** @var string A proctor has ended it: what was saved is handed in. */
    const TERMINATED = 'terminated';

    /** @var string The examinee has handed in, or the time was over. */
    const COMPLETE = 'complete';

    /** @var string[] All states. */
    const STATES = [self::CREATED, self::RUNNING, self::PAUSED, self::TERMINATED, self::COMPLETE];

    /**
     * The columns.
     *
     * @return array
     */
    protected static function define_properties() {
        $optional = ['null' => NULL_ALLOWED, 'default' => null];
        return [
            'quizid' => ['type' => PARAM_INT],
            'userid' => ['type' => PARAM_INT],
            'attemptnumber' => ['type' => PARAM_INT],
            'attemptid' => ['type' => PARAM_INT] + $optional,
            'sessiondata' => ['type' => PARAM_ALPHANUM],
            'state' => ['type' => PARAM_ALPHA, 'default' => self::CREATED, 'choices' => self::STATES],
            'checkedinat' => ['type' => PARAM_INT] + $optional,
            'live' => ['type' => PARAM_BOOL, 'default' => false],
            'liveat' => ['type' => PARAM_INT] + $optional,
            'stoppedat' => ['type' => PARAM_INT] + $optional,
            'message' => ['type' => PARAM_RAW] + $optional,
            'creditseconds' => ['type' => PARAM_INT, 'default' => 0],
            'overrideid' => ['type' => PARAM_INT] + $optional,
            'overridemade' => ['type' => PARAM_BOOL, 'default' => false],
            'flagged' => ['type' => PARAM_BOOL, 'default' => false],
            'incidents' => ['type' => PARAM_INT, 'default' => 0],
            'severities' => ['type' => PARAM_RAW] + $optional,
            'verdict' => ['type' => PARAM_ALPHA, 'choices' => [null, 'clear', 'flagged', 'invalid']] + $optional,
            'verdictnote' => ['type' => PARAM_RAW] + $optional,
            'verdictby' => ['type' => PARAM_RAW] + $optional,
            'verdictat' => ['type' => PARAM_INT] + $optional,
            'gradeheld' => ['type' => PARAM_INT, 'default' => held_grade::FREE],
        ];
    }

    /**
     * The row for an attempt of the quiz that was started.
     *
     * @param int $attemptid id in quiz_attempts
     * @return self|null
     */
    public static function of_attempt(int $attemptid): ?self {
        return self::get_record(['attemptid' => $attemptid]) ?: null;
    }

    /**
     * The row that the tool knows by this session data.
     *
     * @param string $sessiondata
     * @return self|null
     */
    public static function of_session(string $sessiondata): ?self {
        return self::get_record(['sessiondata' => $sessiondata]) ?: null;
    }

    /**
     * The row for one go of one user, made if it is not there.
     *
     * @param int $quizid
     * @param int $userid
     * @param int $attemptnumber from 1
     * @return self
     */
    public static function open(int $quizid, int $userid, int $attemptnumber): self {
        $key = ['quizid' => $quizid, 'userid' => $userid, 'attemptnumber' => $attemptnumber];
        $found = self::get_record($key);
        if ($found) {
            return $found;
        }
        try {
            return (new self(0, (object) ($key + ['sessiondata' => bin2hex(random_bytes(24))])))->create();
        } catch (\dml_write_exception $e) {
            // Another tab was faster.
            return self::get_record($key);
        }
    }
}
