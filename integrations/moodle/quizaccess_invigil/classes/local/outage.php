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

use quizaccess_invigil\event\lost_time_given;
use quizaccess_invigil\lti\tool;

/**
 * The clocks of attempts whose quiz waits for a tool that is silent.
 *
 * Such a stop begins SILENT_AFTER seconds after the tool was last heard of, whenever that is noticed: by a page of the quiz that
 * is held, by the task that runs every minute, or by the report with which the tool is back. It ends with that report, and what
 * it has cost is given back, up to the site's limit. When the limit is reached the clock runs again, though the tool is away.
 *
 * While its clock stands an attempt is running and has a time in `stoppedat`; the gap in the table says the rest.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class outage {
    /** @var string The site's setting: how many minutes are given back for one outage at most. */
    const SETTING = 'awaymost';

    /** @var int Its default, in minutes. */
    const MOST = 30;

    /** @var int Attempts that are dealt with in one run of the task. */
    const BATCH = 500;

    /** @var float Seconds that the tool's report may be kept waiting for what has to be given back. The task does the rest. */
    const PATIENCE = 3.0;

    /**
     * How much is given back for one outage at most.
     *
     * @return int seconds
     */
    public static function most(): int {
        $minutes = get_config('quizaccess_invigil', self::SETTING);
        return MINSECS * max(0, (int) ($minutes === false ? self::MOST : $minutes));
    }

    /**
     * What the examinee is told while the clock stands.
     *
     * @param proctored_attempt $attempt that waits
     * @return string plain text; '' if no limit was put off
     */
    public static function words(proctored_attempt $attempt): string {
        if ($attempt->get('overrideid') === null) {
            return '';
        }
        return get_string('away_stands', 'quizaccess_invigil', [
            'since' => userdate((int) $attempt->get('stoppedat'), get_string('strftimetime', 'langconfig')),
            'most' => format_time(self::most()),
        ]);
    }

    /**
     * Since when attempts wait for the tool.
     *
     * @param int $now
     * @param int|null $heardat when it was last heard of; null: it is looked up
     * @return int|null null while it is heard of
     */
    public static function since(int $now, ?int $heardat = null): ?int {
        global $DB;
        $heardat ??= (int) $DB->get_field_sql('SELECT MAX(heardat) FROM {' . tool::TABLE . '}');
        $since = $heardat + tool::SILENT_AFTER;
        return $since < $now ? $since : null;
    }

    /**
     * Brings the clock of one attempt up to date, because a page of it is asked for.
     *
     * @param proctored_attempt $attempt is read again
     * @param int $now
     */
    public static function look(proctored_attempt $attempt, int $now): void {
        $since = self::since($now);
        if ($since !== null) {
            foreach (self::not_stopped($since, $now, (int) $attempt->get('id')) as $id => $from) {
                self::stop($id, $from);
            }
            self::run_again($now, (int) $attempt->get('id'));
        } else {
            self::settle_ended((int) $attempt->get('id'));
        }
        $attempt->read();
    }

    /**
     * Brings the clocks of all attempts up to date. What does not fit in one run is left to the next.
     *
     * @param int $now
     */
    public static function follow(int $now): void {
        $since = self::since($now);
        if ($since === null) {
            self::settle_ended();
            return;
        }
        self::end_unseen($since);
        foreach (self::not_stopped($since, $now) as $id => $from) {
            self::stop($id, $from);
        }
        self::run_again($now);
    }

    /**
     * The tool is back: for all attempts that have waited, the gap ends, and what it has cost is given back.
     *
     * @param int $since when they began to wait
     * @param int $now
     */
    public static function over(int $since, int $now): void {
        global $DB;
        $lock = attempt_lock::take('outage');
        try {
            self::end_unseen($since);
            $missed = [];
            // Those of which nothing has noticed yet that they waited.
            foreach (self::not_stopped($since, $now) as $id => $from) {
                $missed[] = ['proctoredid' => $id, 'reason' => gaps::TOOL_AWAY, 'timestart' => $from, 'timeend' => $now];
            }
            gaps::add($missed);
            $DB->set_field_select(gaps::TABLE, 'timeend', $now, 'timeend IS NULL AND reason = ?', [gaps::TOOL_AWAY]);
        } finally {
            $lock?->release();
        }
        self::settle_ended(0, microtime(true) + self::PATIENCE);
    }

    /**
     * Something else stops or ends the attempt: what it has waited until now is given back. The attempt's lock is held.
     *
     * @param proctored_attempt $attempt is changed, and saved
     * @param int $now
     */
    public static function leave(proctored_attempt $attempt, int $now): void {
        $id = (int) $attempt->get('id');
        gaps::end([$id], $now, gaps::NOT_LIVE);
        $since = self::since($now);
        foreach ($since === null ? [] : self::not_stopped($since, $now, $id) as $from) {
            gaps::add([['proctoredid' => $id, 'reason' => gaps::TOOL_AWAY, 'timestart' => $from]]);
        }
        gaps::end([$id], $now);
        foreach (gaps::of($id) as $gap) {
            if ($gap->reason === gaps::TOOL_AWAY && $gap->credited === null) {
                self::settle($attempt, $gap, (int) $gap->timeend);
            }
        }
    }

    /**
     * The attempts that wait and whose clocks do not stand yet.
     *
     * @param int $since when they began to wait
     * @param int $now
     * @param int $only id of the one that is asked about; 0 for all
     * @return int[] by id: from when on this one has waited
     */
    private static function not_stopped(int $since, int $now, int $only = 0): array {
        global $DB;
        [$in, $params] = $DB->get_in_or_equal(ending::OPEN, SQL_PARAMS_NAMED);
        $rows = $DB->get_records_sql(
            'SELECT p.id, p.checkedinat, qa.timestart,
                    (SELECT MAX(c.timecreated) FROM {' . control::TABLE . "} c
                      WHERE c.proctoredid = p.id AND c.action = 'resume') AS resumedat,
                    (SELECT MAX(COALESCE(g.timeend, :now)) FROM {" . gaps::TABLE . '} g
                      WHERE g.proctoredid = p.id AND g.reason = :reason) AS waiteduntil
               FROM {' . proctored_attempt::TABLE . '} p
               JOIN {' . choice::TABLE . "} q ON q.quizid = p.quizid AND q.enabled = 1 AND q.ontoolfailure = :hold
               JOIN {quiz_attempts} qa ON qa.id = p.attemptid AND qa.state $in
              WHERE p.state = :running AND p.stoppedat IS NULL" . ($only ? ' AND p.id = :only' : ''),
            $params + [
                'now' => $now, 'reason' => gaps::TOOL_AWAY, 'hold' => choice::FAILURE_HOLD,
                'running' => proctored_attempt::RUNNING,
            ] + ($only ? ['only' => $only] : [])
        );
        $from = array_map(
            fn($row) => max($since, (int) $row->checkedinat, (int) $row->timestart, (int) $row->resumedat),
            $rows
        );
        return array_filter($from, fn($time, $id) => $time < $now && (int) $rows[$id]->waiteduntil <= $time, ARRAY_FILTER_USE_BOTH);
    }

    /**
     * Stops the clock of an attempt.
     *
     * @param int $id
     * @param int $from Unix time
     */
    private static function stop(int $id, int $from): void {
        self::change($id, function (proctored_attempt $attempt) use ($id, $from): void {
            if ($attempt->get('state') !== proctored_attempt::RUNNING || $attempt->get('stoppedat') !== null) {
                return;
            }
            gaps::end([$id], $from, gaps::NOT_LIVE);
            gaps::add([['proctoredid' => $id, 'reason' => gaps::TOOL_AWAY, 'timestart' => $from]]);
            $attempt->set('stoppedat', $from);
            time_credit::hold($attempt);
        });
    }

    /**
     * Lets clocks run again that have stood for as long as the site allows.
     *
     * @param int $now
     * @param int $only id of the attempt that is asked about; 0 for all
     */
    private static function run_again(int $now, int $only = 0): void {
        $most = self::most();
        $where = 'timeend IS NULL AND credited IS NULL AND timestart <= :longago';
        foreach (self::waiting($where, ['longago' => $now - $most], $only) as $gap) {
            self::settle_one($gap, (int) $gap->timestart + $most);
        }
    }

    /**
     * Gives back what gaps have cost that are over.
     *
     * @param int $only id of the attempt that is asked about; 0 for all
     * @param float|null $until when to leave the rest to the task, as microtime() says it
     */
    private static function settle_ended(int $only = 0, ?float $until = null): void {
        foreach (self::waiting('timeend IS NOT NULL AND credited IS NULL', [], $only) as $gap) {
            if ($until !== null && microtime(true) > $until) {
                return;
            }
            self::settle_one($gap, (int) $gap->timeend);
        }
    }

    /**
     * Gaps in which the quiz waited for the tool.
     *
     * @param string $where
     * @param array $params
     * @param int $only id of the attempt that is asked about; 0 for all
     * @return \stdClass[]
     */
    private static function waiting(string $where, array $params, int $only): array {
        global $DB;
        return $DB->get_records_select(
            gaps::TABLE,
            "reason = :reason AND $where" . ($only ? ' AND proctoredid = :only' : ''),
            $params + ['reason' => gaps::TOOL_AWAY] + ($only ? ['only' => $only] : []),
            'id',
            '*',
            0,
            self::BATCH
        );
    }

    /**
     * Gives back what one gap has cost, unless somebody else has done so meanwhile.
     *
     * @param \stdClass $gap
     * @param int $end Unix time
     */
    private static function settle_one(\stdClass $gap, int $end): void {
        self::change((int) $gap->proctoredid, function (proctored_attempt $attempt) use ($gap, $end): void {
            global $DB;
            if ($DB->record_exists_select(gaps::TABLE, 'id = ? AND credited IS NULL', [$gap->id])) {
                self::settle($attempt, $gap, $end);
            }
        });
    }

    /**
     * Gives back what a gap has cost. The attempt's lock is held.
     *
     * @param proctored_attempt $attempt is changed, and saved
     * @param \stdClass $gap
     * @param int $end until when it counts, Unix time
     */
    private static function settle(proctored_attempt $attempt, \stdClass $gap, int $end): void {
        $seconds = max(0, min(self::most(), $end - (int) $gap->timestart));
        if ($attempt->get('state') === proctored_attempt::RUNNING && $attempt->get('stoppedat') !== null) {
            $attempt->set('stoppedat', null);
            time_credit::settle($attempt, $seconds);
        } else if (gaps::can_be_given($attempt)) {
            time_credit::extend($attempt, $seconds);
        } else {
            $seconds = 0;
        }
        gaps::mark($gap, $seconds);
        if ($seconds) {
            lost_time_given::about($attempt, ['seconds' => $seconds, 'reason' => gaps::TOOL_AWAY])->trigger();
        }
    }

    /**
     * Examinees whom the tool did not see: from here on they wait for the tool.
     *
     * @param int $since
     */
    private static function end_unseen(int $since): void {
        global $DB;
        $ids = $DB->get_fieldset_select(gaps::TABLE, 'proctoredid', 'timeend IS NULL AND reason = ?', [gaps::NOT_LIVE]);
        gaps::end(array_map('intval', $ids), $since, gaps::NOT_LIVE);
    }

    /**
     * Changes one attempt, all of it or nothing. One that is gone is left alone; one that is busy, or fails,
     * holds up no other, and the task comes by it again.
     *
     * @param int $id
     * @param callable $action gets the attempt
     */
    private static function change(int $id, callable $action): void {
        try {
            attempt_lock::hold($id, function () use ($id, $action): void {
                global $DB;
                $attempt = proctored_attempt::get_record(['id' => $id]);
                if (!$attempt) {
                    return;
                }
                $transaction = $DB->start_delegated_transaction();
                try {
                    $action($attempt);
                    $transaction->allow_commit();
                } catch (\Throwable $e) {
                    $DB->force_transaction_rollback();
                    throw $e;
                }
            });
        } catch (\Exception $e) {
            debugging("quizaccess_invigil: the clock of attempt $id: {$e->getMessage()}", DEBUG_DEVELOPER);
        }
    }
}
