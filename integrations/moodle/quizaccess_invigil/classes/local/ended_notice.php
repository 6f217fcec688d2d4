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

/**
 * What an examinee is told of an attempt that a proctor has ended, and whether another one may follow it.
 *
 * About the last attempt of the user of this request: one that was readmitted, or followed by another, is no longer meant.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class ended_notice {
    /** @var string A verdict after which nothing stands against another attempt. */
    const CLEAR = 'clear';

    /**
     * What the quiz's page says.
     *
     * @param int $quizid
     * @return string HTML; '' if no proctor has ended the last attempt
     */
    public static function of(int $quizid): string {
        $attempt = self::last_ended($quizid);
        if (!$attempt) {
            return '';
        }
        $when = userdate((int) $attempt->get('stoppedat'), get_string('strftimedatetimeshort', 'langconfig'));
        $reason = trim((string) $attempt->get('message'));
        return $reason === ''
            ? get_string('ended_when', 'quizaccess_invigil', $when)
            : get_string('ended_why', 'quizaccess_invigil', ['when' => $when, 'why' => s($reason)]);
    }

    /**
     * Whether no further attempt may begin.
     *
     * @param int $quizid
     * @param choice|null $choice how the quiz is proctored; null if it is not
     * @return bool
     */
    public static function forbids(int $quizid, ?choice $choice): bool {
        if (!$choice?->get('nofurther')) {
            return false;
        }
        $attempt = self::last_ended($quizid);
        return $attempt && $attempt->get('verdict') !== self::CLEAR;
    }

    /**
     * The user's last attempt, if a proctor has ended it.
     *
     * @param int $quizid
     * @return proctored_attempt|null
     */
    private static function last_ended(int $quizid): ?proctored_attempt {
        global $USER;
        // A check-in for another attempt that led to none changes nothing.
        $mine = proctored_attempt::get_records_select(
            'quizid = :quizid AND userid = :userid AND (attemptid IS NOT NULL OR state = :ended)',
            ['quizid' => $quizid, 'userid' => (int) $USER->id, 'ended' => proctored_attempt::TERMINATED],
            'attemptnumber DESC',
            '*',
            0,
            1
        );
        $last = reset($mine);
        return $last && $last->get('state') === proctored_attempt::TERMINATED ? $last : null;
    }
}
