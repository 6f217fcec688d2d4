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
 * Makes a quiz whose mark is held, for test_moodle_held.py, decides about it, and removes it when its input ends:
 *
 *     php held_marks.php MOODLE PASSWORD
 *
 * Prints one line of JSON when all is made, then one for every line that it reads:
 *
 *     hold                     the attempt is flagged
 *     clear                    the verdict is "clear"
 *     override                 a teacher writes another grade over the mark, in the gradebook
 *
 * For test sites only: meanwhile the site is connected to a tool that does not exist.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

// phpcs:disable moodle.Files.MoodleInternal,moodle.Files.RequireLogin.Missing

use mod_quiz\quiz_attempt;
use mod_quiz\quiz_settings;
use quizaccess_invigil\local\choice;
use quizaccess_invigil\local\proctored_attempt;
use quizaccess_invigil\local\review_outcome;
use quizaccess_invigil\local\transition;

require(__DIR__ . '/../../moodle/test_site.php');
require(__DIR__ . '/../../moodle/test_connection.php');

/**
 * What is made on the site, and its removal.
 */
final class invigil_held_site {
    /** @var string[] Roles by name of the person. */
    const PEOPLE = ['examinee' => 'student', 'classmate' => 'student', 'teacher' => 'editingteacher'];

    /** @var invigil_test_connection */
    private readonly invigil_test_connection $connection;

    /** @var stdClass[] People by name. */
    private array $users = [];

    /** @var stdClass */
    private readonly stdClass $course;

    /** @var stdClass */
    private readonly stdClass $quiz;

    /** @var int When the newest outcome was decided. */
    private int $at = 0;

    /**
     * Makes everything.
     *
     * @param string $password of all people
     * @return array for JSON
     */
    public function make(string $password): array {
        $this->connection = new invigil_test_connection(true);
        $generator = new testing_data_generator();
        $this->course = $generator->create_course(['showreports' => 1, 'enablecompletion' => 1]);
        foreach (self::PEOPLE as $name => $role) {
            $this->users[$name] = $generator->create_user([
                'username' => uniqid("inv-$name-"), 'password' => $password, 'firstname' => "Held$name",
            ]);
            $generator->enrol_user($this->users[$name]->id, $this->course->id, $role);
        }
        $this->quiz = $this->make_quiz();
        $this->make_block();
        return [
            'users' => array_map(fn($user) => ['id' => (int) $user->id, 'username' => $user->username], $this->users),
            'course' => (int) $this->course->id, 'cmid' => (int) $this->quiz->cmid,
            'attempt' => $this->take(),
        ];
    }

    /**
     * Does what one line says.
     *
     * @param string $word
     * @return array for JSON
     */
    public function answer(string $word): array {
        if ($word === 'override') {
            $this->item()->update_final_grade($this->users['examinee']->id, 51.17, 'gradebook');
            return ['done' => $word];
        }
        $attempt = proctored_attempt::get_record(['quizid' => $this->quiz->id, 'userid' => $this->users['examinee']->id]);
        $this->at = max(time(), $this->at + 1);
        return review_outcome::keep([
            'session' => $attempt->get('sessiondata'), 'at' => $this->at, 'incidents' => 1, 'severities' => ['high' => 1],
            'flagged' => true, 'verdict' => $word === 'clear' ? 'clear' : null,
        ]);
    }

    /**
     * Removes everything.
     */
    public function remove(): void {
        global $CFG;
        \core\session\manager::set_user(get_admin());
        $CFG->forced_plugin_settings['tool_recyclebin']['categorybinenable'] = 0;
        invigil_test_delete((int) $this->quiz->cmid);
        delete_course($this->course, false);
        array_map('delete_user', $this->users);
        $this->connection->remove();
    }

    /**
     * A proctored quiz of two questions, out of 87.31; the first gives 63.73 of it. It is complete with a passing grade.
     *
     * @return stdClass with cmid
     */
    private function make_quiz(): stdClass {
        global $DB;
        $quiz = invigil_test_quiz($this->course, [
            'name' => 'Held marks', 'grade' => 87.31, 'completion' => COMPLETION_TRACKING_AUTOMATIC, 'completionusegrade' => 1,
            'completiongradeitemnumber' => 0,
        ]);
        $settings = quiz_settings::create($quiz->id);
        $structure = $settings->get_structure();
        $structure->remove_slot(3);
        $structure->update_slot_maxmark($structure->get_slot_by_number(2), 0.37);
        $settings->get_grade_calculator()->recompute_quiz_sumgrades();
        (new choice(0, (object) [
            'quizid' => (int) $quiz->id, 'linkid' => choice::new_linkid(), 'enabled' => true, 'holdgrade' => true,
        ]))->create();
        return $quiz;
    }

    /**
     * The block "Activity results", on every page of the course.
     */
    private function make_block(): void {
        global $DB;
        $id = $DB->insert_record('block_instances', (object) [
            'blockname' => 'activity_results', 'parentcontextid' => context_course::instance($this->course->id)->id,
            'showinsubcontexts' => 1, 'requiredbytheme' => 0, 'pagetypepattern' => '*', 'subpagepattern' => null,
            'defaultregion' => 'side-pre', 'defaultweight' => 0, 'timecreated' => time(), 'timemodified' => time(),
            'configdata' => base64_encode(serialize((object) [
                'activitygradeitemid' => $this->item()->id, 'showbest' => 3, 'showworst' => 0, 'usegroups' => 0, 'nameformat' => 1,
                'gradeformat' => 3, 'decimalpoints' => 2,
            ])),
        ]);
        context_block::instance($id);
    }

    /**
     * The quiz's grade item.
     *
     * @return grade_item
     */
    private function item(): grade_item {
        return grade_item::fetch(['itemmodule' => 'quiz', 'iteminstance' => $this->quiz->id, 'itemnumber' => 0]);
    }

    /**
     * The examinee checks in, answers the first question and hands in.
     *
     * @return int id of the quiz attempt
     */
    private function take(): int {
        $quizid = (int) $this->quiz->id;
        $user = $this->users['examinee'];
        transition::begin(proctored_attempt::open($quizid, (int) $user->id, 1), time());
        \core\session\manager::set_user($user);
        $id = (int) quiz_prepare_and_start_new_attempt(quiz_settings::create($quizid, $user->id), 1, false)->id;
        quiz_attempt::create($id)->process_submitted_actions(time(), false, [1 => ['answer' => 'frog']]);
        $attempt = quiz_attempt::create($id);
        if (method_exists($attempt, 'process_submit')) {
            $attempt->process_submit(time(), false);
            $attempt->process_grade_submission(time());
        } else {
            $attempt->process_finish(time(), false);
        }
        \core\session\manager::set_user(get_admin());
        return $id;
    }
}

$site = new invigil_held_site();
try {
    echo json_encode($site->make($argv[2])) . "\n";
    while (($line = fgets(STDIN)) !== false) {
        echo json_encode($site->answer(trim($line))) . "\n";
    }
} finally {
    $site->remove();
}
