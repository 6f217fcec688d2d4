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

use mod_quiz\quiz_settings;

/**
 * The time limit of an attempt that is stopped.
 *
 * While an attempt is stopped its limits are put off (time_credit), and Moodle's own rule would tell the examinee that they
 * have seven days. This takes the place of that rule meanwhile, as Moodle lets rules do: what is enforced is the same, what
 * is said is the limit that the examinee has.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class stopped_clock {
    /**
     * In place of a rule.
     *
     * @param \quizaccess_timelimit $rule
     * @param int $limit seconds, as the examinee has them
     * @param int|null $waitssince Unix time, if it waits for the tool
     */
    private function __construct(
        /** @var \quizaccess_timelimit */
        private readonly \quizaccess_timelimit $rule,
        /** @var int */
        private readonly int $limit,
        /** @var int|null */
        private readonly ?int $waitssince,
    ) {
    }

    /**
     * The clock of the user's attempt.
     *
     * @param quiz_settings $quizobj as it is for the user
     * @param int $now Unix time
     * @param bool $canignoretimelimits whether the user is exempt from time limits
     * @return self|null null if it is not stopped, or has no time limit
     */
    public static function of(quiz_settings $quizobj, int $now, bool $canignoretimelimits): ?self {
        global $USER;
        $limit = (int) $quizobj->get_quiz()->timelimit;
        // Every page of a quiz comes by here: a limit that cannot have been put off costs no query.
        if ($limit <= time_credit::HOLD || $canignoretimelimits) {
            return null;
        }
        $attempt = access::for_user($quizobj->get_quizid(), (int) $USER->id)->attempt;
        if (!$attempt || !time_credit::is_stopped($attempt) || $attempt->get('overrideid') === null) {
            return null;
        }
        $rule = \quizaccess_timelimit::make($quizobj, $now, false);
        $since = time_credit::waits($attempt) ? (int) $attempt->get('stoppedat') : null;
        return $rule ? new self($rule, $limit - time_credit::HOLD, $since) : null;
    }

    /**
     * What the quiz's page says about the limit.
     *
     * @return string
     */
    public function description(): string {
        return get_string('quiztimelimit', 'quizaccess_timelimit', format_time($this->limit));
    }

    /**
     * When the attempt ends if it stays stopped.
     *
     * @param \stdClass $attempt row of quiz_attempts
     * @return int|false
     */
    public function end_time(\stdClass $attempt): int|false {
        return $this->rule->end_time($attempt);
    }

    /**
     * How much time that is. A page that is open while the quiz waits for the tool still saves, and is told the time left with
     * each answer: there it is what was left when the clock stopped.
     *
     * @param \stdClass $attempt row of quiz_attempts
     * @param int $now Unix time
     * @return int|false
     */
    public function time_left_display(\stdClass $attempt, int $now): int|false {
        return $this->waitssince === null
            ? $this->rule->time_left_display($attempt, $now)
            : max(0, (int) $attempt->timestart + $this->limit - $this->waitssince);
    }
}
