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

use quizaccess_invigil\event;

/**
 * What a proctor decides about an attempt, done on the server: each command once, all of it or nothing.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class control {
    /** @var string What was done. */
    const TABLE = 'quizaccess_invigil_controls';

    /** @var string[] Our states in the words of the service. */
    const STATUS = [
        proctored_attempt::CREATED => 'none',
        proctored_attempt::RUNNING => 'running',
        proctored_attempt::PAUSED => 'paused',
        proctored_attempt::TERMINATED => 'terminated',
        proctored_attempt::COMPLETE => 'complete',
    ];

    /** @var int Characters of a reason code that are kept. */
    const CODE_LIMIT = 255;

    /**
     * A command on its way.
     *
     * @param command $command
     * @param proctored_attempt $attempt
     * @param int $now
     */
    private function __construct(
        /** @var command */
        private readonly command $command,
        /** @var proctored_attempt */
        private readonly proctored_attempt $attempt,
        /** @var int */
        private readonly int $now,
    ) {
    }

    /**
     * Does what a command says, once however often it comes.
     *
     * @param command $command
     * @param int $now
     * @return array the answer: status, and extra_time in minutes if the command was about it
     * @throws refusal 404 if there is no such attempt, 409 if it is in the wrong state, 503 if it is busy
     */
    public static function perform(command $command, int $now): array {
        $id = (int) self::find($command)->get('id');
        return attempt_lock::hold($id, function () use ($command, $id, $now): array {
            global $DB;
            $answer = self::earlier_answer($id, $command);
            if ($answer !== null) {
                return $answer;
            }
            $attempt = new proctored_attempt($id);
            transition::note_end($attempt);
            $transaction = $DB->start_delegated_transaction();
            try {
                $answer = (new self($command, $attempt, $now))->apply();
                $transaction->allow_commit();
            } catch (\Throwable $e) {
                // All of it, also what Moodle had begun inside.
                $DB->force_transaction_rollback();
                throw $e;
            }
            return $answer;
        });
    }

    /**
     * The row that a command is about.
     *
     * @param command $command
     * @return proctored_attempt
     * @throws refusal 404
     */
    private static function find(command $command): proctored_attempt {
        global $CFG;
        $choice = choice::get_record(['linkid' => $command->linkid]);
        if (!$choice) {
            throw new refusal(404, 'unknown_resource_link', 'resource_link.id is not a proctored quiz of this site.');
        }
        $ours = $command->issuer === null || $command->issuer === $CFG->wwwroot;
        // A number out of a string must be written as we write it: 7 is not 07, nor 7abc.
        $userid = (int) $command->sub;
        $attempt = $ours && (string) $userid === $command->sub ? proctored_attempt::get_record([
            'quizid' => $choice->get('quizid'),
            'userid' => $userid,
            'attemptnumber' => $command->attemptnumber,
        ]) : false;
        if (!$attempt) {
            throw new refusal(404, 'unknown_attempt', 'No attempt of this user has this number under this resource link.');
        }
        return $attempt;
    }

    /**
     * What was answered when the same command came before.
     *
     * @param int $proctoredid
     * @param command $command
     * @return array|null null if it is new
     */
    private static function earlier_answer(int $proctoredid, command $command): ?array {
        global $DB;
        $answer = $DB->get_field(self::TABLE, 'answer', ['proctoredid' => $proctoredid, 'identity' => $command->identity()]);
        return $answer === false ? null : json_decode($answer, true);
    }

    /**
     * Does it and writes it down.
     *
     * @return array the answer
     * @throws refusal 409
     */
    private function apply(): array {
        global $DB;
        // Written first: if the same command is being done elsewhere after all, the unique index ends this one here.
        $id = $DB->insert_record(self::TABLE, (object) [
            'proctoredid' => $this->attempt->get('id'),
            'identity' => $this->command->identity(),
            'action' => $this->command->action,
            'incidenttime' => (int) $this->command->incidenttime,
            'severity' => $this->command->severity,
            'extratime' => $this->command->extratime,
            'reasoncode' => \core_text::substr($this->command->reasoncode, 0, self::CODE_LIMIT),
            'reasonmsg' => $this->command->reasonmsg,
            'answer' => '{}',
            'timecreated' => $this->now,
        ]);
        match ($this->command->action) {
            'pause' => $this->pause(),
            'resume' => $this->resume(),
            'terminate' => $this->terminate(),
            'update' => $this->require_state(proctored_attempt::CREATED, proctored_attempt::RUNNING, proctored_attempt::PAUSED),
            'flag' => $this->flag(),
        };
        $this->give_extra_time();
        $this->attempt->save();
        $answer = $this->answer();
        $DB->set_field(self::TABLE, 'answer', json_encode($answer), ['id' => $id]);
        held_grade::refresh($this->attempt->get('quizid'), $this->attempt->get('userid'));
        return $answer;
    }

    /**
     * Stops the attempt.
     */
    private function pause(): void {
        $this->require_state(proctored_attempt::RUNNING, proctored_attempt::PAUSED);
        $repeated = $this->attempt->get('state') === proctored_attempt::PAUSED;
        $this->attempt->set('message', plain_text::of($this->command->reasonmsg, command::TEXT_LIMIT));
        if ($repeated) {
            return;
        }
        outage::leave($this->attempt, $this->now);
        $this->attempt->set('state', proctored_attempt::PAUSED);
        $this->attempt->set('stoppedat', $this->now);
        time_credit::hold($this->attempt);
        $this->tell(event\attempt_paused::class);
    }

    /**
     * Lets the attempt go on, or lets the examinee in again after the end.
     */
    private function resume(): void {
        if ($this->attempt->get('state') === proctored_attempt::TERMINATED) {
            $this->readmit();
            return;
        }
        if (time_credit::is_stopped($this->attempt) && $this->attempt->get('state') === proctored_attempt::CREATED) {
            // Readmitted already; the check-in is what is missing.
            return;
        }
        $this->require_state(proctored_attempt::RUNNING, proctored_attempt::PAUSED);
        if ($this->attempt->get('state') === proctored_attempt::PAUSED) {
            transition::go_on($this->attempt, $this->now);
            $this->tell(event\attempt_resumed::class);
        }
    }

    /**
     * Opens an ended attempt again. The examinee checks in anew; the time since the end is given back then.
     */
    private function readmit(): void {
        $this->attempt->set('state', proctored_attempt::CREATED);
        $this->attempt->set('stoppedat', $this->attempt->get('stoppedat') ?? $this->now);
        $this->attempt->set('message', null);
        $this->attempt->set('live', false);
        // First the time, then the attempt: Moodle closes one at once that has no time left.
        time_credit::hold($this->attempt);
        ending::reopen($this->attempt, $this->now);
        $this->tell(event\attempt_readmitted::class);
    }

    /**
     * Ends the attempt: what was saved is handed in.
     */
    private function terminate(): void {
        if ($this->attempt->get('state') === proctored_attempt::TERMINATED) {
            return;
        }
        $this->require_state(proctored_attempt::CREATED, proctored_attempt::RUNNING, proctored_attempt::PAUSED);
        outage::leave($this->attempt, $this->now);
        if (time_credit::is_stopped($this->attempt)) {
            transition::go_on($this->attempt, $this->now);
        }
        $this->attempt->set('state', proctored_attempt::TERMINATED);
        $this->attempt->set('stoppedat', $this->now);
        $this->attempt->set('message', plain_text::of($this->command->reasonmsg, command::TEXT_LIMIT));
        $this->attempt->set('flagged', true);
        $this->attempt->save();
        ending::hand_in($this->attempt, $this->now);
        // The observers of the handing in have worked on a copy of the row.
        $this->attempt->read();
        $this->tell(event\attempt_terminated::class);
    }

    /**
     * Marks the attempt for a person to look at. Never changes whether the examinee may work.
     */
    private function flag(): void {
        $this->attempt->set('flagged', true);
        $this->tell(event\attempt_flagged::class);
    }

    /**
     * Gives the extra time that the command brings, if its action is one that may.
     */
    private function give_extra_time(): void {
        if ($this->command->extratime && in_array($this->command->action, ['update', 'resume'], true)) {
            time_credit::extend($this->attempt, $this->command->extratime * MINSECS);
            $this->tell(event\extra_time_given::class);
        }
    }

    /**
     * The answer.
     *
     * @return array
     */
    private function answer(): array {
        global $DB;
        $answer = ['status' => self::STATUS[$this->attempt->get('state')]];
        if ($this->command->extratime !== null) {
            $answer['extra_time'] = (int) $DB->get_field_sql(
                'SELECT SUM(extratime) FROM {' . self::TABLE . "} WHERE proctoredid = :id AND action IN ('update', 'resume')",
                ['id' => $this->attempt->get('id')]
            );
        }
        return $answer;
    }

    /**
     * Refuses what is not possible in the present state.
     *
     * @param string ...$states those in which it is
     * @throws refusal 409
     */
    private function require_state(string ...$states): void {
        $state = $this->attempt->get('state');
        if (!in_array($state, $states, true)) {
            $status = self::STATUS[$state];
            throw new refusal(409, 'invalid_state', "{$this->command->action} is not possible: the attempt is $status.");
        }
    }

    /**
     * Writes an event.
     *
     * @param string $class
     */
    private function tell(string $class): void {
        $class::about($this->attempt, [
            'severity' => $this->command->severity,
            'reasoncode' => \core_text::substr(clean_param($this->command->reasoncode, PARAM_ALPHANUMEXT), 0, 64),
            'minutes' => $this->command->extratime,
        ])->trigger();
    }
}
