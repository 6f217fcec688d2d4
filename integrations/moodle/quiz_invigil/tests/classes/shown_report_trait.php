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

namespace quiz_invigil\tests;

/**
 * The report of a quiz as a browser gets it.
 *
 * @package    quiz_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
trait shown_report_trait {
    /**
     * Loads the report class, which has the place that quiz reports have.
     */
    public static function setUpBeforeClass(): void {
        global $CFG;
        parent::setUpBeforeClass();
        require_once($CFG->dirroot . '/mod/quiz/report/invigil/report.php');
    }

    /**
     * The quiz's course module.
     *
     * @return \cm_info
     */
    protected function cm(): \cm_info {
        return get_fast_modinfo($this->course)->get_cm($this->quiz->cmid);
    }

    /**
     * The report as the browser gets it.
     *
     * @param \stdClass $user
     * @param array $params of the request
     * @return string HTML
     */
    protected function report(\stdClass $user, array $params = []): string {
        global $PAGE, $OUTPUT;
        $this->setUser($user);
        $_GET = $params;
        $PAGE = new \moodle_page();
        $OUTPUT = new \bootstrap_renderer();
        $PAGE->set_url('/mod/quiz/report.php', ['id' => $this->cm()->id, 'mode' => 'invigil']);
        $PAGE->set_cm($this->cm());
        $PAGE->set_pagelayout('report');
        ob_start();
        try {
            (new \quiz_invigil_report())->display($this->quiz, $this->cm(), $this->course);
        } finally {
            $html = ob_get_clean();
            $_GET = [];
        }
        return $html;
    }
}
