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
 * The tool's report of whom it sees now, and our answer how each attempt stands in Moodle.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class presence {
    /** @var int Attempts in one report. */
    const MOST = 1000;

    /** @var int Seconds that the tool's clock may be ahead of ours. More would shut out all later reports. */
    const CLOCK_SKEW = 300;

    /**
     * Takes a report.
     *
     * @param array $body at: Unix time by the tool's clock; attempts: list of {session, live, shell}; shell is the fingerprint of
     *      the shell whose panel it sees, '' for none; a tool that knows of none leaves it out
     * @param int $now
     * @return array attempts: list of {session, status, takeovers}, in the order of the report; takeovers only where there are some
     * @throws refusal 400 naming the field that is wrong, 409 if a newer report has come already
     */
    public static function report(array $body, int $now): array {
        global $DB;
        $at = $body['at'] ?? null;
        if (!is_int($at) || $at < 0 || $at > $now + self::CLOCK_SKEW) {
            throw new refusal(400, 'invalid_request', 'at must be the present Unix time, a whole number.');
        }
        $report = self::parse($body['attempts'] ?? null);
        $tool = $DB->get_record(tool::TABLE, [], '*', IGNORE_MULTIPLE);
        if (!$tool) {
            throw new refusal(409, 'not_connected', 'No tool is connected.');
        }
        if ($at < (int) $tool->saidat) {
            throw new refusal(409, 'outdated', 'A newer report has come already.');
        }
        $since = outage::since($now, (int) $tool->heardat);
        $DB->update_record(tool::TABLE, (object) ['id' => $tool->id, 'saidat' => $at, 'heardat' => $now]);
        if ($since !== null) {
            outage::over($since, $now);
        }
        return ['attempts' => self::keep($report, $now)];
    }

    /**
     * The attempts of a report.
     *
     * @param mixed $attempts
     * @return array[] live and shell of each, by session; a session that is named twice counts as it is named last
     * @throws refusal 400
     */
    private static function parse(mixed $attempts): array {
        if (!is_array($attempts) || !array_is_list($attempts) || count($attempts) > self::MOST) {
            throw new refusal(400, 'invalid_request', 'attempts must be a list of at most ' . self::MOST . ' attempts.');
        }
        $report = [];
        foreach ($attempts as $attempt) {
            if (!is_array($attempt) || !is_string($attempt['session'] ?? null) || !is_bool($attempt['live'] ?? null)) {
                throw new refusal(400, 'invalid_request', 'Each of attempts must have a string session and a boolean live.');
            }
            $shell = is_string($attempt['shell'] ?? null) ? $attempt['shell'] : null;
            // A string of digits would become a number as an array key: the prefix keeps it a string.
            $report['s' . $attempt['session']] = [$attempt['live'], $shell];
        }
        return $report;
    }

    /**
     * Writes down who is seen. A handful of queries, however many attempts there are, and one for each whose shell has come
     * or gone.
     *
     * @param array[] $report as parse() gives it
     * @param int $now
     * @return array[] list of {session, status, takeovers}
     */
    private static function keep(array $report, int $now): array {
        global $DB;
        $sessions = array_map(fn($key) => substr($key, 1), array_keys($report));
        $rows = $DB->get_records_list(proctored_attempt::TABLE, 'sessiondata', $sessions, '', 'sessiondata, id, state');
        $prints = [];
        foreach ($rows as $row) {
            $prints[$row->id] = $report['s' . $row->sessiondata][1];
        }
        // A panel beside another shell than the one that the attempt is bound to watches nobody who works.
        [$strangers, $takeovers] = one_shell::seen($prints, $now);
        $strangers = array_flip($strangers);
        $ids = [0 => [], 1 => []];
        foreach ($rows as $row) {
            $live = $report['s' . $row->sessiondata][0] && !isset($strangers[$row->id]);
            $ids[(int) $live][] = $row->id;
        }
        foreach (array_filter($ids) as $seen => $some) {
            [$in, $params] = $DB->get_in_or_equal($some, SQL_PARAMS_NAMED);
            $DB->execute(
                'UPDATE {' . proctored_attempt::TABLE . "} SET live = :live, liveat = :now WHERE id $in",
                $params + ['live' => $seen, 'now' => $now]
            );
        }
        unseen::report(array_map('intval', $ids[1]), array_map('intval', $ids[0]), $now);
        return array_map(fn($session) => [
            'session' => $session,
            'status' => isset($rows[$session]) ? control::STATUS[$rows[$session]->state] : 'unknown',
        ] + array_filter(['takeovers' => isset($rows[$session]) ? $takeovers[$rows[$session]->id] ?? [] : []]), $sessions);
    }
}
