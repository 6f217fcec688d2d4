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

use quizaccess_invigil\event\launch_refused;

/**
 * Puts on record who has asked for what is not theirs. Refusing it is done elsewhere, often by Moodle itself, which keeps no
 * record of it.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class trespass {
    /** @var string An attempt of somebody else, or of another quiz. */
    const FOREIGN = 'launch_foreign';

    /** @var string A quiz of a course that the user may not enter. */
    const OTHER_COURSE = 'launch_othercourse';

    /** @var string A page for proctors. */
    const NOT_PROCTOR = 'launch_notproctor';

    /**
     * Notes a user who opens a page of a course that they may not enter. To be called before require_login() sends them away;
     * whoever is only logged out is no stranger.
     *
     * @param \stdClass $course
     * @param int $cmid
     * @param string $what they wanted
     */
    public static function by_stranger(\stdClass $course, int $cmid, string $what): void {
        if (isloggedin() && !isguestuser() && !can_access_course($course)) {
            self::note(\context_module::instance($cmid), $what, self::OTHER_COURSE);
        }
    }

    /**
     * Notes one.
     *
     * @param \context_module $context of the quiz
     * @param string $what was asked for
     * @param string $reason code of the refusal
     * @param proctored_attempt|null $attempt what it was about, if it was about one
     * @param int|null $userid who asked; the user of this request unless given
     */
    public static function note(
        \context_module $context,
        string $what,
        string $reason,
        ?proctored_attempt $attempt = null,
        ?int $userid = null
    ): void {
        global $USER;
        launch_refused::create([
            'context' => $context,
            'userid' => $userid ?? $USER->id,
            'relateduserid' => $attempt?->get('userid'),
            'other' => ['what' => $what, 'reason' => $reason, 'proctoredid' => (int) $attempt?->get('id')],
        ])->trigger();
    }

    /**
     * Notes somebody who wants to save answers in an attempt of somebody else.
     *
     * @param access $access of the attempt
     */
    public static function in_attempt(access $access): void {
        $cm = get_coursemodule_from_instance('quiz', $access->choice->get('quizid'));
        if ($cm) {
            self::note(\context_module::instance($cm->id), 'save', self::FOREIGN, $access->attempt);
        }
    }
}
