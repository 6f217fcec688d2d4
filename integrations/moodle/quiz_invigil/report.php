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

use quiz_invigil\local\filter;
use quiz_invigil\local\people;
use quiz_invigil\local\summary;
use quiz_invigil\output\attempts_table;
use quiz_invigil\output\report_head;
use quizaccess_invigil\local\choice;
use quizaccess_invigil\local\names;

defined('MOODLE_INTERNAL') || die();

/**
 * The tab "Proctoring" under the results of a quiz.
 *
 * @package    quiz_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class quiz_invigil_report extends \mod_quiz\local\reports\report_base {
    /** @var int Rows on a page. */
    const PAGE_SIZE = 30;

    /**
     * Shows the report, or sends it as a file.
     *
     * @param \stdClass $quiz
     * @param \cm_info|\stdClass $cm
     * @param \stdClass $course
     * @return bool
     */
    public function display($quiz, $cm, $course) {
        global $OUTPUT;
        $context = \context_module::instance($cm->id);
        people::require_report($context);
        $groupid = (int) $this->get_current_group($cm, $course, $context);
        $filter = filter::from_request();
        $url = new \moodle_url('/mod/quiz/report.php', ['id' => $cm->id, 'mode' => 'invigil'] + $filter->params());

        $table = new attempts_table($quiz, $cm, $context);
        $table->is_downloading(
            optional_param('download', '', PARAM_ALPHA),
            implode('-', [
                names::plain($course->shortname, $context),
                names::plain($quiz->name, $context),
                get_string('filename', 'quiz_invigil'),
            ]),
            get_string('proctoring', 'quizaccess_invigil')
        );
        $table->prepare($filter, $groupid, $url);
        if ($table->is_downloading()) {
            raise_memory_limit(MEMORY_EXTRA);
            $table->out(0, false);
            return true;
        }

        $this->print_header_and_tabs($cm, $course, $quiz, 'invigil');
        $summary = summary::of_quiz((int) $quiz->id, $groupid, $context);
        $head = new report_head($cm, $context, $filter, $summary);
        echo $OUTPUT->render_from_template('quiz_invigil/head', $head->export_for_template($OUTPUT));
        groups_print_activity_menu($cm, $url);
        if ($groupid === self::NO_GROUPS_ALLOWED) {
            echo $OUTPUT->notification(get_string('notingroup'), 'info', false);
        } else if (!$summary->attempts) {
            echo $OUTPUT->render_from_template('quiz_invigil/empty', $this->empty_state($cm, $context, $groupid));
        } else {
            echo $OUTPUT->render_from_template('quiz_invigil/filters', $head->export_filters());
            echo \html_writer::start_div('quiz_invigil-table');
            $table->out(self::PAGE_SIZE, false);
            echo \html_writer::end_div();
        }
        return true;
    }

    /**
     * What to say while there is no attempt at all.
     *
     * @param \cm_info|\stdClass $cm
     * @param \context_module $context
     * @param int $groupid
     * @return array for the template empty
     */
    private function empty_state(object $cm, \context_module $context, int $groupid): array {
        if (choice::is_proctored((int) $cm->instance)) {
            return ['text' => get_string($groupid ? 'emptygroup' : 'emptyquiz', 'quiz_invigil')];
        }
        $state = ['text' => get_string('emptynotproctored', 'quiz_invigil')];
        if (has_all_capabilities(['mod/quiz:manage', 'moodle/course:manageactivities'], $context)) {
            $state['url'] = (new \moodle_url('/course/modedit.php', ['update' => $cm->id, 'return' => 1]))->out(false);
            $state['link'] = get_string('quizsettings', 'quiz_invigil');
        }
        return $state;
    }
}
