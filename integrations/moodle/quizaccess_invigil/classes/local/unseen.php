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

use quizaccess_invigil\lti\tool;

/**
 * Examinees whom the tool does not see: since when and until when, so that a person can give the time back.
 *
 * Not before they work, nor while they are paused, nor while the tool itself is silent: that is another gap (outage).
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class unseen {
    /**
     * Takes down what a report of the tool says.
     *
     * @param int[] $seen ids of attempts
     * @param int[] $notseen ids of attempts
     * @param int $now
     */
    public static function report(array $seen, array $notseen, int $now): void {
        global $DB;
        $lasting = array_map('intval', $DB->get_fieldset_select(
            gaps::TABLE,
            'proctoredid',
            'timeend IS NULL AND reason = ?',
            [gaps::NOT_LIVE]
        ));
        gaps::end(array_values(array_intersect($lasting, $seen)), $now, gaps::NOT_LIVE);
        foreach (array_chunk(array_diff($notseen, $lasting), gaps::BATCH) as $some) {
            [$in, $params] = $DB->get_in_or_equal($some, SQL_PARAMS_NAMED);
            self::begin("p.id $in AND p.checkedinat <= :settled", $params + ['settled' => $now - access::SETTLE], fn() => $now);
        }
    }

    /**
     * The attempts that a tool which is heard of has long said nothing about.
     *
     * @param int $now
     */
    public static function note_unreported(int $now): void {
        if (outage::since($now) !== null) {
            return;
        }
        $silence = tool::SILENT_AFTER;
        self::begin(
            'p.liveat < :longago AND NOT EXISTS (
                SELECT 1 FROM {' . gaps::TABLE . '} g WHERE g.proctoredid = p.id AND g.timeend IS NULL)',
            ['longago' => $now - $silence],
            fn($row) => (int) $row->liveat + $silence
        );
    }

    /**
     * Begins the gap of attempts that are under way.
     *
     * @param string $where SQL; p is the row
     * @param array $params
     * @param callable $from gets the row, returns since when
     */
    private static function begin(string $where, array $params, callable $from): void {
        global $DB;
        [$in, $open] = $DB->get_in_or_equal(ending::OPEN, SQL_PARAMS_NAMED, 'open');
        $rows = $DB->get_records_sql(
            'SELECT p.id, p.liveat
               FROM {' . proctored_attempt::TABLE . "} p
               JOIN {quiz_attempts} qa ON qa.id = p.attemptid AND qa.state $in
              WHERE p.state = :running AND $where",
            $params + $open + ['running' => proctored_attempt::RUNNING]
        );
        gaps::add(array_values(array_map(
            fn($row) => ['proctoredid' => $row->id, 'reason' => gaps::NOT_LIVE, 'timestart' => $from($row)],
            $rows
        )));
    }
}
