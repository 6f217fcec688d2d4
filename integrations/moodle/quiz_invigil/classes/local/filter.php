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

use mod_quiz\local\reports\report_base;
use quizaccess_invigil\local\proctored_attempt;

/**
 * Which proctored attempts of a quiz are shown.
 *
 * @package    quiz_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class filter {
    /** @var string Flagged, and nobody has given a verdict. */
    const WAITING = 'waiting';

    /** @var string[] What can be asked for about the verdict. */
    const VERDICTS = [self::WAITING, 'clear', 'flagged', 'invalid'];

    /** @var string SQL of WAITING; p is quizaccess_invigil_attempts. */
    const WAITING_SQL = 'p.flagged = 1 AND p.verdict IS NULL';

    /**
     * A filter.
     *
     * @param string $state one of proctored_attempt::STATES, '' for any
     * @param string $verdict one of VERDICTS, '' for any
     * @param bool $flagged only flagged attempts
     * @param bool $incidents only attempts with incidents
     * @param string $search part of a name
     */
    public function __construct(
        /** @var string */
        public readonly string $state = '',
        /** @var string */
        public readonly string $verdict = '',
        /** @var bool */
        public readonly bool $flagged = false,
        /** @var bool */
        public readonly bool $incidents = false,
        /** @var string */
        public readonly string $search = '',
    ) {
    }

    /**
     * The filter that the request asks for; what it does not understand counts as "any".
     *
     * @return self
     */
    public static function from_request(): self {
        $state = optional_param('state', '', PARAM_ALPHA);
        $verdict = optional_param('verdict', '', PARAM_ALPHA);
        return new self(
            in_array($state, proctored_attempt::STATES) ? $state : '',
            in_array($verdict, self::VERDICTS) ? $verdict : '',
            optional_param('flagged', false, PARAM_BOOL),
            optional_param('incidents', false, PARAM_BOOL),
            trim(optional_param('search', '', PARAM_RAW)),
        );
    }

    /**
     * What of it is not "any", as parameters of a URL.
     *
     * @return array
     */
    public function params(): array {
        return array_filter([
            'state' => $this->state,
            'verdict' => $this->verdict,
            'flagged' => (int) $this->flagged,
            'incidents' => (int) $this->incidents,
            'search' => $this->search,
        ]);
    }

    /**
     * The condition. p is quizaccess_invigil_attempts, u is user.
     *
     * @return array [SQL, params]
     */
    public function where(): array {
        global $DB;
        $where = ['1 = 1'];
        $params = [];
        if ($this->state !== '') {
            $where[] = 'p.state = :fstate';
            $params['fstate'] = $this->state;
        }
        if ($this->verdict === self::WAITING) {
            $where[] = self::WAITING_SQL;
        } else if ($this->verdict !== '') {
            $where[] = 'p.verdict = :fverdict';
            $params['fverdict'] = $this->verdict;
        }
        if ($this->flagged) {
            $where[] = 'p.flagged = 1';
        }
        if ($this->incidents) {
            $where[] = 'p.incidents > 0';
        }
        if ($this->search !== '') {
            $where[] = $DB->sql_like($DB->sql_fullname('u.firstname', 'u.lastname'), ':fsearch', false, false);
            $params['fsearch'] = '%' . $DB->sql_like_escape($this->search) . '%';
        }
        return [implode(' AND ', $where), $params];
    }

    /**
     * Where a quiz's attempts come from, for the people of one group.
     *
     * @param int $quizid
     * @param int $groupid 0: everybody; report_base::NO_GROUPS_ALLOWED: nobody
     * @param \context_module $context
     * @return array [FROM, WHERE, params]; p is quizaccess_invigil_attempts, u is user
     */
    public static function scope(int $quizid, int $groupid, \context_module $context): array {
        $from = '{' . proctored_attempt::TABLE . '} p JOIN {user} u ON u.id = p.userid AND u.deleted = 0';
        $where = 'p.quizid = :quizid';
        $params = ['quizid' => $quizid];
        if ($groupid === report_base::NO_GROUPS_ALLOWED) {
            $where .= ' AND 1 = 0';
        } else if ($groupid) {
            $members = groups_get_members_join($groupid, 'u.id', $context);
            $from .= ' ' . $members->joins;
            $where .= $members->wheres ? ' AND ' . $members->wheres : '';
            $params += $members->params;
        }
        return [$from, $where, $params];
    }
}
