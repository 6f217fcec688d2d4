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

/**
 * How proctoring comes out of a backup of a quiz.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

defined('MOODLE_INTERNAL') || die();

use quizaccess_invigil\local\choice;
use quizaccess_invigil\local\held_grade;
use quizaccess_invigil\local\installation;
use quizaccess_invigil\local\policy_table;
use quizaccess_invigil\local\proctored_attempt;
use quizaccess_invigil\local\site_choice;
use quizaccess_invigil\local\time_credit;

require_once($CFG->dirroot . '/mod/quiz/backup/moodle2/restore_mod_quiz_access_subplugin.class.php');

/**
 * Takes the choice for a quiz out of a backup; with the data of users, what became of their attempts too.
 *
 * The quiz gets a resource link id of its own and each attempt session data of its own: Invigil must not take them for those
 * they were copied from.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class restore_quizaccess_invigil_subplugin extends restore_mod_quiz_access_subplugin {
    /** @var int[] The users who proctor, as far as this site has them. */
    private array $proctors = [];

    /** @var array[] What the limits of attempts had been moved by when they were backed up: user, made, seconds. */
    private array $moves = [];

    /**
     * Where the choice is.
     *
     * @return restore_path_element[]
     */
    protected function define_quiz_subplugin_structure() {
        $path = $this->get_pathfor('/quizaccess_invigil');
        return !installation::is_done() ? [] : [
            new restore_path_element('quizaccess_invigil', $path),
            new restore_path_element('quizaccess_invigil_proctor', $path . '/proctors/proctor'),
            new restore_path_element('quizaccess_invigil_move', $path . '/moves/move'),
        ];
    }

    /**
     * Where what became of an attempt is.
     *
     * @return restore_path_element[]
     */
    protected function define_attempt_subplugin_structure() {
        return !installation::is_done() ? [] : [
            new restore_path_element('quizaccess_invigil_attempt', $this->get_pathfor('/quizaccess_invigil_attempt')),
        ];
    }

    /**
     * Keeps the choice.
     *
     * @param array|stdClass $data
     */
    public function process_quizaccess_invigil($data) {
        global $DB;
        $row = (array) $data;
        // Not by way of the class: a file from elsewhere may hold a word of a later version, and must not stop the restore.
        $known = in_array($row['preset'], policy_table::PRESETS);
        $row['preset'] = $known ? $row['preset'] : policy_table::DEFAULT_PRESET;
        $own = ['quizid' => $this->get_new_parentid('quiz'), 'linkid' => choice::new_linkid()];
        $data = (object) ($own + choice::columns(site_choice::locked() + choice::chosen_in($row), $row) + $row);
        $data->usermodified = 0;
        $data->timecreated = $data->timemodified = time();
        unset($data->id, $data->proctors, $data->moves);
        $DB->insert_record(choice::TABLE, $data);
    }

    /**
     * Remembers one who proctors. On the same site a user who is not in the backup is still the same user.
     *
     * @param array|stdClass $data
     */
    public function process_quizaccess_invigil_proctor($data) {
        global $DB;
        $oldid = (int) ((object) $data)->userid;
        $userid = (int) $this->get_mappingid('user', $oldid, 0);
        if (!$userid && $this->task->is_samesite() && $DB->record_exists('user', ['id' => $oldid, 'deleted' => 0])) {
            $userid = $oldid;
        }
        if ($userid) {
            $this->proctors[] = $userid;
        }
    }

    /**
     * Remembers an override that was ours, or had been moved by us.
     *
     * @param array|stdClass $data
     */
    public function process_quizaccess_invigil_move($data) {
        $data = (object) $data;
        $userid = (int) $this->get_mappingid('user', $data->userid, 0);
        if ($userid) {
            $this->moves[] = [$userid, (bool) $data->made, (int) $data->seconds];
        }
    }

    /**
     * Keeps those who may proctor here: only now everybody has the roles that the backup gives them. Takes the time back that
     * an attempt had been given, or was put off by while it stood still: in a copy that time is nobody's.
     */
    public function after_restore_quiz() {
        global $DB;
        if (!installation::is_done()) {
            return;
        }
        $quizid = $this->task->get_activityid();
        $context = context_module::instance($this->task->get_moduleid());
        $may = fn($userid) => has_capability('quizaccess/invigil:proctor', $context, $userid);
        $ids = implode(',', array_unique(array_filter($this->proctors, $may)));
        $DB->set_field(choice::TABLE, 'proctors', $ids, ['quizid' => $quizid]);
        foreach ($this->moves as [$userid, $made, $seconds]) {
            time_credit::take_back((int) $quizid, $userid, $made, $seconds);
        }
        // The file may hold a mark that is held, or the mark of one may be missing that is not held here.
        held_grade::refresh_quiz((int) $quizid);
    }

    /**
     * Keeps what became of an attempt. One that was under way needs a new check-in: Invigil does not know it.
     *
     * @param array|stdClass $data
     */
    public function process_quizaccess_invigil_attempt($data) {
        global $DB;
        $data = (object) $data;
        // Not get_new_parentid(): for an attempt that was left out it would name the one before.
        $attemptid = (int) $this->get_mappingid('quiz_attempt', $data->attemptid, 0);
        $userid = (int) $this->get_mappingid('user', $data->userid, 0);
        if (!$attemptid || !$userid) {
            return;
        }
        unset($data->id);
        $data->quizid = $this->get_new_parentid('quiz');
        $data->userid = $userid;
        $data->attemptid = $attemptid;
        $data->sessiondata = bin2hex(random_bytes(24));
        $over = [proctored_attempt::TERMINATED, proctored_attempt::COMPLETE];
        if (!in_array($data->state, $over, true)) {
            $data->state = proctored_attempt::CREATED;
        }
        $data->usermodified = 0;
        $DB->insert_record(proctored_attempt::TABLE, $data);
    }
}
