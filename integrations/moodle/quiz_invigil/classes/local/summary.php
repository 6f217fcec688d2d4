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

namespace quiz_invigil\local;

use quizaccess_invigil\local\proctored_attempt;

/**
 * How many proctored attempts a quiz has, and what is to be done about them.
 *
 * @package    quiz_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class summary {
    /**
     * The numbers.
     *
     * @param int $attempts all
     * @param int $flagged
     * @param int $waiting flagged, without a verdict
     * @param int $terminated ended by a proctor
     */
    private function __construct(
        /** @var int */
        public readonly int $attempts,
        /** @var int */
        public readonly int $flagged,
        /** @var int */
        public readonly int $waiting,
        /** @var int */
        public readonly int $terminated,
    ) {
    }

    /**
     * Counts the attempts of a quiz.
     *
     * @param int $quizid
     * @param int $groupid as for filter::scope()
     * @param \context_module $context
     * @return self
     */
    public static function of_quiz(int $quizid, int $groupid, \context_module $context): self {
        global $DB;
        [$from, $where, $params] = filter::scope($quizid, $groupid, $context);
        $counts = $DB->get_record_sql(
            'SELECT COUNT(p.id) AS attempts,
                    SUM(p.flagged) AS flagged,
                    SUM(CASE WHEN ' . filter::WAITING_SQL . ' THEN 1 ELSE 0 END) AS waiting,
                    SUM(CASE WHEN p.state = :terminated THEN 1 ELSE 0 END) AS ended
               FROM ' . $from . '
              WHERE ' . $where,
            $params + ['terminated' => proctored_attempt::TERMINATED]
        );
        return new self((int) $counts->attempts, (int) $counts->flagged, (int) $counts->waiting, (int) $counts->ended);
    }
}
