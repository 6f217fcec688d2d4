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
 * How proctoring goes into a backup of a quiz.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

defined('MOODLE_INTERNAL') || die();

use quizaccess_invigil\local\choice;
use quizaccess_invigil\local\installation;
use quizaccess_invigil\local\proctored_attempt;
use quizaccess_invigil\local\time_credit;

require_once($CFG->dirroot . '/mod/quiz/backup/moodle2/backup_mod_quiz_access_subplugin.class.php');

/**
 * Puts the choice for a quiz into its backup; with the data of users, what became of their attempts too.
 *
 * What only this site and Invigil share never goes: the resource link id, session data, tokens.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class backup_quizaccess_invigil_subplugin extends backup_mod_quiz_access_subplugin {
    /** @var string[] The columns of the choice. */
    const CHOICE = [
        'enabled', 'preset', 'camera', 'microphone', 'screen', 'fullscreen', 'admission', 'allowed', 'message',
        'ontoolfailure', 'holdgrade', 'nofurther', 'more',
    ];

    /** @var string[] The columns of an attempt. */
    const ATTEMPT = [
        'userid', 'attemptnumber', 'attemptid', 'state', 'checkedinat', 'message', 'creditseconds', 'flagged', 'incidents',
        'severities', 'verdict', 'verdictnote', 'verdictby', 'verdictat', 'gradeheld', 'timecreated', 'timemodified',
    ];

    /**
     * The choice.
     *
     * @return backup_subplugin_element
     */
    protected function define_quiz_subplugin_structure() {
        parent::define_quiz_subplugin_structure();
        $subplugin = $this->get_subplugin_element();
        if (!installation::is_done()) {
            return $subplugin;
        }
        $wrapper = new backup_nested_element($this->get_recommended_name());
        $choice = new backup_nested_element('quizaccess_invigil', null, self::CHOICE);
        $proctors = new backup_nested_element('proctors');
        $proctor = new backup_nested_element('proctor', null, ['userid']);
        $moves = new backup_nested_element('moves');
        $move = new backup_nested_element('move', null, ['userid', 'made', 'seconds']);
        $subplugin->add_child($wrapper);
        $wrapper->add_child($choice);
        $choice->add_child($proctors);
        $proctors->add_child($proctor);
        $choice->add_child($moves);
        $moves->add_child($move);

        $choice->set_source_table(choice::TABLE, ['quizid' => backup::VAR_ACTIVITYID]);
        $kept = choice::of_quiz((int) $this->task->get_activityid());
        $proctor->set_source_array(array_map(fn($id) => ['userid' => $id], $kept ? $kept->proctor_ids() : []));
        if ($this->get_setting_value('userinfo')) {
            $proctor->annotate_ids('user', 'userid');
            $move->set_source_array($this->moved_overrides());
            $move->annotate_ids('user', 'userid');
        }
        return $subplugin;
    }

    /**
     * The overrides that this plugin has made or moved for the attempts that are open now. Moodle puts them into the backup like
     * those of a teacher; whoever restores it must be able to tell them apart.
     *
     * @return array[] userid, made (0 or 1), seconds by which the limits are moved
     */
    private function moved_overrides(): array {
        $where = ['quizid' => $this->task->get_activityid()];
        $attempts = proctored_attempt::get_records_select('quizid = :quizid AND overrideid IS NOT NULL', $where);
        return array_map(fn(proctored_attempt $attempt): array => [
            'userid' => $attempt->get('userid'),
            'made' => (int) $attempt->get('overridemade'),
            'seconds' => time_credit::given($attempt),
        ], array_values($attempts));
    }

    /**
     * What became of an attempt. Moodle only asks for it together with the data of users.
     *
     * @return backup_subplugin_element
     */
    protected function define_attempt_subplugin_structure() {
        parent::define_attempt_subplugin_structure();
        $subplugin = $this->get_subplugin_element();
        if (!installation::is_done()) {
            return $subplugin;
        }
        $wrapper = new backup_nested_element($this->get_recommended_name());
        $attempt = new backup_nested_element('quizaccess_invigil_attempt', null, self::ATTEMPT);
        $subplugin->add_child($wrapper);
        $wrapper->add_child($attempt);
        $attempt->set_source_table(proctored_attempt::TABLE, ['attemptid' => backup::VAR_PARENTID]);
        $attempt->annotate_ids('user', 'userid');
        return $subplugin;
    }
}
