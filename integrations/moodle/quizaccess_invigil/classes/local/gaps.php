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

/**
 * Time in which an examinee was held up without a proctor having said so: the tool was away and the quiz waited for it, or the
 * tool did not see them. A pause is none: it is kept with the decisions.
 *
 * Gaps of one attempt do not overlap: one ends when another begins, and when a pause does. So no second is given back twice.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class gaps {
    /** @var string The table. */
    const TABLE = 'quizaccess_invigil_gaps';

    /** @var string The quiz waited for the tool. The time is given back by itself, up to the site's limit. */
    const TOOL_AWAY = 'tool_away';

    /** @var string The tool did not see the examinee. The time is given back if somebody says so. */
    const NOT_LIVE = 'not_live';

    /** @var int Rows that are written at a time. */
    const BATCH = 500;

    /**
     * Writes down that gaps have begun, or were.
     *
     * @param array[] $rows with proctoredid, reason, timestart (Unix time), and timeend if it is over
     */
    public static function add(array $rows): void {
        global $DB;
        foreach (array_chunk($rows, self::BATCH) as $some) {
            $DB->insert_records(self::TABLE, array_map(fn($row) => (object) ($row + ['timeend' => null]), $some));
        }
    }

    /**
     * Ends the gaps that last.
     *
     * @param int[] $proctoredids
     * @param int $now Unix time; a gap that began later is as if it had not been
     * @param string $reason whose; '' for all
     */
    public static function end(array $proctoredids, int $now, string $reason = ''): void {
        global $DB;
        foreach (array_chunk($proctoredids, self::BATCH) as $some) {
            [$in, $params] = $DB->get_in_or_equal($some, SQL_PARAMS_NAMED);
            $where = "timeend IS NULL AND proctoredid $in" . ($reason === '' ? '' : ' AND reason = :reason');
            $params += $reason === '' ? [] : ['reason' => $reason];
            $DB->delete_records_select(self::TABLE, $where . ' AND timestart >= :now', $params + ['now' => $now]);
            $DB->set_field_select(self::TABLE, 'timeend', $now, $where, $params);
        }
    }

    /**
     * The gap that lasts.
     *
     * @param int $proctoredid
     * @param string $reason
     * @return \stdClass|null
     */
    public static function lasting(int $proctoredid, string $reason): ?\stdClass {
        global $DB;
        $rows = $DB->get_records_select(
            self::TABLE,
            'proctoredid = :id AND reason = :reason AND timeend IS NULL',
            ['id' => $proctoredid, 'reason' => $reason],
            'id',
            '*',
            0,
            1
        );
        return reset($rows) ?: null;
    }

    /**
     * All gaps of an attempt, in the order of time.
     *
     * @param int $proctoredid
     * @return \stdClass[]
     */
    public static function of(int $proctoredid): array {
        global $DB;
        return $DB->get_records(self::TABLE, ['proctoredid' => $proctoredid], 'timestart, id');
    }

    /**
     * How long a gap was, or is by now.
     *
     * @param \stdClass $gap
     * @param int $now
     * @return int seconds
     */
    public static function seconds(\stdClass $gap, int $now): int {
        return max(0, ($gap->timeend === null ? $now : (int) $gap->timeend) - (int) $gap->timestart);
    }

    /**
     * How much of an attempt's gaps was not given back. While the tool is away, that gap is not in it: it is settled first.
     *
     * @param int $proctoredid
     * @param int $now
     * @return int seconds
     */
    public static function not_given(int $proctoredid, int $now): int {
        return array_sum(array_map(fn($gap) => self::rest($gap, $now), self::of($proctoredid)));
    }

    /**
     * Gives all that back, because the user of this request has said so. What still lasts ends here; what comes after it is a
     * gap of its own.
     *
     * @param proctored_attempt $attempt is changed, and saved
     * @param int $now
     * @return int seconds that were given; 0 if there was nothing, or the attempt is over
     * @throws refusal 503 if the attempt is busy
     */
    public static function give_back(proctored_attempt $attempt, int $now): int {
        return attempt_lock::hold((int) $attempt->get('id'), function () use ($attempt, $now): int {
            global $DB;
            $attempt->read();
            $id = (int) $attempt->get('id');
            $seconds = self::can_be_given($attempt) ? self::not_given($id, $now) : 0;
            if (!$seconds) {
                return 0;
            }
            $transaction = $DB->start_delegated_transaction();
            try {
                self::end([$id], $now, self::NOT_LIVE);
                foreach (self::of($id) as $gap) {
                    if (self::rest($gap, $now)) {
                        self::mark($gap, self::seconds($gap, $now));
                    }
                }
                time_credit::extend($attempt, $seconds);
                lost_time_given::about($attempt, ['seconds' => $seconds, 'reason' => 'asked'])->trigger();
                $transaction->allow_commit();
            } catch (\Throwable $e) {
                $DB->force_transaction_rollback();
                throw $e;
            }
            return $seconds;
        });
    }

    /**
     * Whether time can still be of use to the attempt.
     *
     * @param proctored_attempt $attempt
     * @return bool
     */
    public static function can_be_given(proctored_attempt $attempt): bool {
        return in_array($attempt->get('state'), [proctored_attempt::RUNNING, proctored_attempt::PAUSED], true)
            && ending::is_open($attempt);
    }

    /**
     * Writes down how much of a gap was given back.
     *
     * @param \stdClass $gap
     * @param int $seconds
     */
    public static function mark(\stdClass $gap, int $seconds): void {
        global $DB;
        $DB->update_record(self::TABLE, (object) ['id' => $gap->id, 'credited' => $seconds]);
    }

    /**
     * How much of a gap was not given back.
     *
     * @param \stdClass $gap
     * @param int $now
     * @return int seconds
     */
    private static function rest(\stdClass $gap, int $now): int {
        $unsettled = $gap->reason === self::TOOL_AWAY && ($gap->timeend === null || $gap->credited === null);
        return $unsettled ? 0 : max(0, self::seconds($gap, $now) - (int) $gap->credited);
    }
}
