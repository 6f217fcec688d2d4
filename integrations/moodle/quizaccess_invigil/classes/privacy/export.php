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

namespace quizaccess_invigil\privacy;

use core_privacy\local\request\transform;
use quizaccess_invigil\local\choice;
use quizaccess_invigil\local\gaps;
use quizaccess_invigil\local\one_shell;
use quizaccess_invigil\local\proctored_attempt;
use quizaccess_invigil\local\tool_people;

/**
 * What is kept about one user in one quiz, for a person to read.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class export {
    /** @var string[] Columns of an attempt that hold a time. */
    const TIMES = ['checkedinat', 'liveat', 'stoppedat', 'verdictat', 'timecreated', 'timemodified'];

    /** @var string[] Columns of an attempt that are told as they are. The secret name towards the tool is not the person's. */
    const FACTS = [
        'attemptnumber', 'state', 'message', 'creditseconds', 'incidents', 'severities', 'verdict', 'verdictnote', 'verdictby',
    ];

    /** @var string[] Columns of an attempt that are yes or no. */
    const SWITCHES = ['live', 'flagged', 'gradeheld'];

    /**
     * All about a user in a quiz.
     *
     * @param int $quizid
     * @param int $userid
     * @return array empty if there is nothing
     */
    public static function of_user(int $quizid, int $userid): array {
        $choice = choice::of_quiz($quizid);
        if (!$choice) {
            return [];
        }
        $data = [];
        $attempts = proctored_attempt::get_records(['quizid' => $quizid, 'userid' => $userid], 'attemptnumber');
        if ($attempts) {
            $data['attempts'] = array_values(array_map(self::attempt(...), $attempts));
            $data += self::at_invigil($userid, $choice->get('linkid'));
        }
        if (in_array($userid, $choice->proctor_ids())) {
            $data['proctor'] = transform::yesno(true);
        }
        if ((int) $choice->get('usermodified') === $userid) {
            $data['settingschanged'] = transform::datetime($choice->get('timemodified'));
        }
        return $data;
    }

    /**
     * What Invigil keeps, or why that could not be learnt.
     *
     * @param int $userid
     * @param string $linkid
     * @return array
     */
    private static function at_invigil(int $userid, string $linkid): array {
        try {
            return ['invigil' => \core\di::get(tool_people::class)->export($userid, [$linkid])];
        } catch (\Exception $e) {
            return ['note' => get_string('privacy:notasked', 'quizaccess_invigil')];
        }
    }

    /**
     * One attempt, with what the tool did to it.
     *
     * @param proctored_attempt $attempt
     * @return array
     */
    private static function attempt(proctored_attempt $attempt): array {
        global $DB;
        $data = [];
        foreach (self::FACTS as $name) {
            $data[$name] = $attempt->get($name);
        }
        foreach (self::SWITCHES as $name) {
            $data[$name] = transform::yesno($attempt->get($name));
        }
        foreach (self::TIMES as $name) {
            $data[$name] = $attempt->get($name) ? transform::datetime($attempt->get($name)) : null;
        }
        $controls = $DB->get_records('quizaccess_invigil_controls', ['proctoredid' => $attempt->get('id')], 'timecreated, id');
        $data['decisions'] = array_values(array_map(fn($control) => [
            'action' => $control->action,
            'severity' => $control->severity,
            'extratime' => $control->extratime,
            'reasoncode' => $control->reasoncode,
            'reasonmsg' => $control->reasonmsg,
            'incidenttime' => transform::datetime($control->incidenttime),
            'timecreated' => transform::datetime($control->timecreated),
        ], $controls));
        $data['gaps'] = array_values(array_map(fn($gap) => [
            'reason' => $gap->reason,
            'timestart' => transform::datetime($gap->timestart),
            'timeend' => $gap->timeend ? transform::datetime($gap->timeend) : null,
            'credited' => $gap->credited,
        ], gaps::of((int) $attempt->get('id'))));
        $bound = $DB->get_record(one_shell::TABLE, ['proctoredid' => $attempt->get('id')]);
        $data['window'] = $bound ? [
            'since' => transform::datetime($bound->since),
            'address' => $bound->address,
            'takeovers' => json_decode((string) $bound->takeovers, true) ?: [],
        ] : null;
        return $data;
    }
}
