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
 * The one door for decisions about access: may this examinee see pages of the quiz now, may answers be saved.
 *
 * It reads and decides; but for follow_clock() it changes nothing.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class access {
    /** @var string Nothing holds the examinee. */
    const OPEN = '';

    /** @var string Check-in is not passed (or, after a readmission, not passed again). */
    const NO_CHECK_IN = 'no_check_in';

    /** @var string A proctor has paused the attempt. */
    const PAUSED = 'paused';

    /** @var string A proctor has ended the attempt. */
    const TERMINATED = 'terminated';

    /** @var string It goes on in another window or browser. */
    const ELSEWHERE = 'elsewhere';

    /** @var string The tool does not see the examinee now. */
    const NOT_LIVE = 'not_live';

    /** @var string The tool cannot be reached, and the quiz waits for it. */
    const TOOL_AWAY = 'tool_away';

    /** @var int Seconds after check-in or a change of shell in which a missing heartbeat holds nobody: the widget is being loaded. */
    const SETTLE = 60;

    /** @var int|null When the tool was last heard of, once asked for. */
    private ?int $heardat = null;

    /**
     * What the decisions are made from.
     *
     * @param choice|null $choice how the quiz is proctored; null if it is not
     * @param bool $exempt whether this is a preview, which is never proctored
     * @param int $attemptnumber the number of the attempt in question, from 1
     * @param int|null $quizattemptid id in quiz_attempts, if the attempt was started
     * @param string|null $quizattemptstate its state there
     * @param proctored_attempt|null $attempt its row, if check-in was begun
     * @param int $userid whose attempt it is
     */
    private function __construct(
        /** @var choice|null */
        public readonly ?choice $choice,
        /** @var bool */
        public readonly bool $exempt = false,
        /** @var int */
        public readonly int $attemptnumber = 0,
        /** @var int|null */
        public readonly ?int $quizattemptid = null,
        /** @var string|null */
        public readonly ?string $quizattemptstate = null,
        /** @var proctored_attempt|null */
        public readonly ?proctored_attempt $attempt = null,
        /** @var int */
        public readonly int $userid = 0,
    ) {
    }

    /**
     * For an attempt of the quiz that was started. One query, also when the quiz is not proctored.
     *
     * @param int $attemptid id in quiz_attempts; of one that does not exist, nothing is proctored
     * @return self
     */
    public static function for_attempt(int $attemptid): self {
        global $DB;
        $row = $DB->get_record_sql(
            'SELECT ' . installation::fields(choice::class, 'c', 'c_') . ',
                    ' . installation::fields(proctored_attempt::class, 'p', 'p_') . ',
                    qa.id AS qa_id, qa.attempt AS qa_attempt, qa.state AS qa_state, qa.preview AS qa_preview, qa.userid AS qa_userid
               FROM {quiz_attempts} qa
               JOIN {' . choice::TABLE . '} c ON c.quizid = qa.quiz AND c.enabled = 1
          LEFT JOIN {' . proctored_attempt::TABLE . '} p
                    ON p.quizid = qa.quiz AND p.userid = qa.userid AND p.attemptnumber = qa.attempt
              WHERE qa.id = :id',
            ['id' => $attemptid]
        );
        if (!$row) {
            return new self(null);
        }
        $attempt = $row->p_id ? new proctored_attempt(0, proctored_attempt::extract_record($row, 'p_')) : null;
        return new self(
            new choice(0, choice::extract_record($row, 'c_')),
            (bool) $row->qa_preview,
            (int) $row->qa_attempt,
            (int) $row->qa_id,
            $row->qa_state,
            self::belongs($attempt, (int) $row->qa_id) ? $attempt : null,
            (int) $row->qa_userid,
        );
    }

    /**
     * For a user's attempt that is open, or else for the one that would be their next.
     *
     * @param int $quizid
     * @param int $userid
     * @return self
     */
    public static function for_user(int $quizid, int $userid): self {
        global $DB;
        $choice = choice::of_quiz($quizid);
        if (!$choice || !$choice->get('enabled')) {
            return new self(null);
        }
        $cm = get_coursemodule_from_instance('quiz', $quizid, 0, false, MUST_EXIST);
        if (has_capability('mod/quiz:preview', \context_module::instance($cm->id), $userid)) {
            return new self($choice, true, userid: $userid);
        }
        $last = $DB->get_records(
            'quiz_attempts',
            ['quiz' => $quizid, 'userid' => $userid],
            'attempt DESC',
            'id, attempt, state',
            0,
            1
        );
        $last = reset($last);
        // Moodle 5 makes attempts ahead of time; one that was not started is the next one.
        $open = $last && in_array($last->state, ['notstarted', 'inprogress', 'overdue'], true);
        $number = $last ? (int) $last->attempt + ($open ? 0 : 1) : 1;
        $attempt = proctored_attempt::get_record(
            ['quizid' => $quizid, 'userid' => $userid, 'attemptnumber' => $number]
        ) ?: null;
        $id = $open ? (int) $last->id : null;
        $state = $open ? $last->state : null;
        return new self($choice, false, $number, $id, $state, self::belongs($attempt, $id) ? $attempt : null, $userid);
    }

    /**
     * Whether the rules of this plugin apply at all.
     *
     * @return bool
     */
    public function is_proctored(): bool {
        return $this->choice !== null && !$this->exempt;
    }

    /**
     * What holds the examinee from the pages of the quiz.
     *
     * @param int $now
     * @return string OPEN or one of the other constants of this class
     */
    public function held(int $now): string {
        $reason = $this->refuses_saving();
        if ($reason !== self::OPEN || !$this->is_proctored() || $this->attempt->get('state') !== proctored_attempt::RUNNING) {
            return $reason;
        }
        if ($now - $this->heardat() > tool::SILENT_AFTER) {
            return $this->choice->get('ontoolfailure') === choice::FAILURE_HOLD ? self::TOOL_AWAY : self::OPEN;
        }
        $settled = $now - max((int) $this->attempt->get('checkedinat'), $this->shell_since()) > self::SETTLE;
        return $settled && !$this->is_live($now) ? self::NOT_LIVE : self::OPEN;
    }

    /**
     * Brings the attempt's clock up to date, if the quiz waits for the tool or has waited. All else here changes nothing.
     *
     * @param int $now
     */
    public function follow_clock(int $now): void {
        if (!$this->is_proctored() || $this->attempt?->get('state') !== proctored_attempt::RUNNING) {
            return;
        }
        if (time_credit::waits($this->attempt) || $this->held($now) === self::TOOL_AWAY) {
            outage::look($this->attempt, $now);
        }
    }

    /**
     * What forbids to save answers. A bad network does not: no work is lost for it.
     *
     * @return string OPEN, NO_CHECK_IN, PAUSED, TERMINATED or, if the attempt is bound to another shell than the one that this
     *      request comes from, ELSEWHERE
     */
    public function refuses_saving(): string {
        if (!$this->is_proctored()) {
            return self::OPEN;
        }
        return match ($this->attempt?->get('state')) {
            proctored_attempt::RUNNING => one_shell::is_here((int) $this->attempt->get('id')) ? self::OPEN : self::ELSEWHERE,
            proctored_attempt::PAUSED => self::PAUSED,
            proctored_attempt::TERMINATED => self::TERMINATED,
            // Over for us but open for Moodle: somebody has reopened it, so the examinee checks in again.
            proctored_attempt::COMPLETE => $this->is_open() ? self::NO_CHECK_IN : self::OPEN,
            default => self::NO_CHECK_IN,
        };
    }

    /**
     * Whether the tool sees the examinee: it says so, and said so lately.
     *
     * @param int $now
     * @return bool
     */
    private function is_live(int $now): bool {
        return $this->attempt->get('live') && $now - (int) $this->attempt->get('liveat') <= tool::SILENT_AFTER;
    }

    /**
     * Since when the attempt is in the shell that it is in.
     *
     * @return int Unix time; 0 if it is in none
     */
    private function shell_since(): int {
        return (int) one_shell::bound((int) $this->attempt->get('id'))?->since;
    }

    /**
     * Whether Moodle's attempt is under way.
     *
     * @return bool
     */
    private function is_open(): bool {
        return in_array($this->quizattemptstate, ['inprogress', 'overdue'], true);
    }

    /**
     * When the tool was last heard of.
     *
     * @return int Unix time; 0 if it never was, or if none is connected
     */
    private function heardat(): int {
        return $this->heardat ??= tool::last_heard();
    }

    /**
     * Whether a row is about an attempt. A row that outlived its attempt must not let a later one of the same number in.
     *
     * @param proctored_attempt|null $attempt
     * @param int|null $quizattemptid null: not started
     * @return bool
     */
    private static function belongs(?proctored_attempt $attempt, ?int $quizattemptid): bool {
        $bound = (int) $attempt?->get('attemptid');
        return $attempt !== null && ($bound === 0 || $bound === $quizattemptid);
    }
}
