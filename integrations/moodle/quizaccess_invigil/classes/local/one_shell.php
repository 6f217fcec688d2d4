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

use quizaccess_invigil\event\shell_changed;
use quizaccess_invigil\lti\tool;

/**
 * The one page around the quiz (shell) that a running attempt is bound to: only it may show and save the quiz.
 *
 * A shell names itself by a random id, which it keeps in the tab, and says when it is left. That it is still there is told by the
 * tool, which sees the panel beside it. So a shell whose window was closed or has crashed is followed by another one
 * without a press; one that is there gives way only to a press, which is put on record and told to the tool. What is not
 * known changes nothing: the shell that has it keeps it.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class one_shell {
    /** @var string The table: one row for each attempt that a shell has claimed. */
    const TABLE = 'quizaccess_invigil_shells';

    /** @var string Field of the quiz's forms, and parameter of our own pages, that names the shell. */
    const FIELD = 'invigil_shell';

    /** @var string What an id looks like. */
    const ID = '/^[0-9a-f]{32}$/D';

    /** @var int Seconds in which a shell that was left may come back: it is being loaded anew. */
    const COMES_BACK = 6;

    /** @var int Seconds in which one that the tool does not see any more may come back. */
    const LOST = 1;

    /** @var int So many takeovers of an attempt are kept, the newest. */
    const MOST = 50;

    /**
     * Whether this request comes from the shell that the attempt is bound to, or from any while it is bound to none.
     *
     * @param int $proctoredid
     * @return bool true also if that cannot be read: our trouble stops nobody
     */
    public static function is_here(int $proctoredid): bool {
        $bound = self::bound($proctoredid);
        return !$bound || $bound->shell === self::named($proctoredid);
    }

    /**
     * The shell that this request names: in a form or an address; else in the cookie, which has the last one of this browser.
     *
     * @param int $proctoredid
     * @return string|null null if it names none
     */
    public static function named(int $proctoredid): ?string {
        $named = $_POST[self::FIELD] ?? $_GET[self::FIELD] ?? $_COOKIE[self::cookie($proctoredid)] ?? null;
        return is_string($named) && preg_match(self::ID, $named) ? $named : null;
    }

    /**
     * A shell wants to be the attempt's.
     *
     * @param proctored_attempt $attempt
     * @param string $shell its id
     * @param string $page id of this loading of it, so that a goodbye of the one before does not count for it
     * @param bool $pressed whether the examinee has said that they go on here
     * @param string $address where it speaks from
     * @param int $now Unix time
     * @return bool whether it is
     * @throws refusal 503 if another request holds the attempt for too long
     */
    public static function claim(
        proctored_attempt $attempt,
        string $shell,
        string $page,
        bool $pressed,
        string $address,
        int $now
    ): bool {
        $id = (int) $attempt->get('id');
        return attempt_lock::hold($id, function () use ($attempt, $id, $shell, $page, $pressed, $address, $now): bool {
            global $DB;
            $bound = self::bound($id);
            $new = ['shell' => $shell, 'page' => $page, 'address' => $address, 'seen' => 0, 'freeat' => null];
            if (!$bound) {
                $DB->insert_record(self::TABLE, (object) ($new + ['proctoredid' => $id, 'since' => $now]));
                return true;
            }
            if ($bound->shell !== $shell) {
                $free = $bound->freeat !== null && (int) $bound->freeat <= $now;
                if (!$free && !$pressed) {
                    return false;
                }
                $new += ['since' => $now, 'takeovers' => self::change($attempt, $bound, $free, $address, $now)];
            }
            $DB->update_record(self::TABLE, (object) ($new + ['id' => $bound->id]));
            return true;
        });
    }

    /**
     * A shell is left: closed, or being loaded anew.
     *
     * @param int $proctoredid
     * @param string $shell
     * @param string $page as in claim()
     * @param int $now Unix time
     */
    public static function left(int $proctoredid, string $shell, string $page, int $now): void {
        global $DB;
        $where = ['proctoredid' => $proctoredid, 'shell' => $shell, 'page' => $page];
        $DB->set_field(self::TABLE, 'freeat', $now + self::COMES_BACK, $where);
    }

    /**
     * The tool has said which shell's panel it sees. One that it has seen and does not see any more is gone.
     *
     * @param array $prints by proctored id: the fingerprint of the shell, '' if it sees none, null if it knows of none
     * @param int $now Unix time
     * @return array[] proctored ids of the attempts of which it sees another shell than the one that they are bound to; and by
     *      proctored id what it is to know of takeovers: lists of {id, at, since, other_address}
     */
    public static function seen(array $prints, int $now): array {
        global $DB;
        $strangers = [];
        $takeovers = [];
        $columns = 'id, proctoredid, shell, seen, freeat, takeovers';
        $rows = $DB->get_records_list(self::TABLE, 'proctoredid', array_keys($prints), '', $columns);
        foreach ($rows as $row) {
            $takeovers[$row->proctoredid] = json_decode((string) $row->takeovers, true) ?: [];
            $print = $prints[$row->proctoredid];
            if ($print === null) {
                continue;
            }
            $sees = $print === self::fingerprint($row->shell);
            if ($sees && (!$row->seen || $row->freeat !== null)) {
                $DB->update_record(self::TABLE, (object) ['id' => $row->id, 'seen' => 1, 'freeat' => null]);
            } else if (!$sees && $row->seen && $row->freeat === null) {
                $DB->set_field(self::TABLE, 'freeat', $now + self::LOST, ['id' => $row->id]);
            }
            if (!$sees && $print !== '') {
                $strangers[] = (int) $row->proctoredid;
            }
        }
        return [$strangers, $takeovers];
    }

    /**
     * The shell that an attempt is bound to.
     *
     * @param int $proctoredid
     * @return \stdClass|null null if it is bound to none, or that cannot be read: while an upgrade is waiting, say
     */
    public static function bound(int $proctoredid): ?\stdClass {
        global $DB;
        try {
            return $DB->get_record(self::TABLE, ['proctoredid' => $proctoredid]) ?: null;
        } catch (\dml_exception $e) {
            debugging('quizaccess_invigil: ' . $e->getMessage(), DEBUG_DEVELOPER);
            return null;
        }
    }

    /**
     * Binds an attempt to no shell: it begins anew, or is forgotten.
     *
     * @param int $proctoredid
     */
    public static function release(int $proctoredid): void {
        global $DB;
        $DB->delete_records(self::TABLE, ['proctoredid' => $proctoredid]);
    }

    /**
     * What the tool knows a shell by. It need not know the id, which lets save.
     *
     * @param string $shell
     * @return string
     */
    public static function fingerprint(string $shell): string {
        return substr(hash('sha256', $shell), 0, 32);
    }

    /**
     * Name of the cookie that has the id for the quiz's own pages.
     *
     * @param int $proctoredid
     * @return string
     */
    public static function cookie(int $proctoredid): string {
        return self::FIELD . '_' . $proctoredid;
    }

    /**
     * Puts on record that another shell has the attempt now.
     *
     * @param proctored_attempt $attempt
     * @param \stdClass $before row of the one before
     * @param bool $free whether that one was gone
     * @param string $address of the new one
     * @param int $now Unix time
     * @return string JSON: the takeovers of which the tool is to know
     */
    private static function change(
        proctored_attempt $attempt,
        \stdClass $before,
        bool $free,
        string $address,
        int $now
    ): string {
        // While the tool is silent nobody can tell whether the one before was still there: that accuses nobody.
        $known = $now - tool::last_heard() <= tool::SILENT_AFTER;
        $how = $free ? 'gone' : ($known ? 'open' : 'unknown');
        shell_changed::about($attempt, [
            'address' => $address,
            'beforesince' => (int) $before->since,
            'beforeaddress' => $before->address,
            'before' => $how,
        ])->trigger();
        $list = json_decode((string) $before->takeovers, true) ?: [];
        if ($how === 'open') {
            $list[] = [
                'id' => bin2hex(random_bytes(8)),
                'at' => $now,
                'since' => (int) $before->since,
                'other_address' => $before->address !== $address,
            ];
        }
        return json_encode(array_slice($list, -self::MOST));
    }
}
