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

namespace quiz_invigil\output;

use moodle_url;
use quiz_invigil\local\filter;
use quiz_invigil\local\people;
use quiz_invigil\local\summary;
use quizaccess_invigil\local\proctored_attempt;
use quizaccess_invigil\local\review_block;

/**
 * What stands above the table: the numbers, the way to the live console, the filters.
 *
 * @package    quiz_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class report_head implements \templatable {
    /**
     * A head.
     *
     * @param \cm_info|\stdClass $cm
     * @param \context_module $context
     * @param filter $filter
     * @param summary $summary
     */
    public function __construct(
        /** @var \cm_info|\stdClass The quiz's course module. */
        private readonly object $cm,
        /** @var \context_module The quiz's context. */
        private readonly \context_module $context,
        /** @var filter What is shown. */
        private readonly filter $filter,
        /** @var summary The numbers. */
        private readonly summary $summary,
    ) {
    }

    /**
     * For the template head.
     *
     * @param \renderer_base $output
     * @return array
     */
    public function export_for_template(\renderer_base $output): array {
        $console = null;
        if (people::may_watch((int) $this->cm->instance, $this->context)) {
            $console = new moodle_url('/mod/quiz/accessrule/invigil/launch.php', ['cmid' => $this->cm->id, 'what' => 'console']);
        }
        $facts = [
            $this->fact('attempts', $this->summary->attempts, new filter()),
            $this->fact('flagged', $this->summary->flagged, new filter(flagged: true)),
            $this->fact('waiting', $this->summary->waiting, new filter(verdict: filter::WAITING)),
            $this->fact('terminated', $this->summary->terminated, new filter(state: proctored_attempt::TERMINATED)),
        ];
        return [
            'facts' => $this->summary->attempts ? $facts : [],
            'hasfacts' => $this->summary->attempts > 0,
            'console' => $console?->out(false),
        ];
    }

    /**
     * For the template filters.
     *
     * @return array
     */
    public function export_filters(): array {
        $states = ['' => get_string('any', 'quiz_invigil')];
        foreach (proctored_attempt::STATES as $state) {
            $states[$state] = words::state($state);
        }
        $verdicts = ['' => get_string('any', 'quiz_invigil')];
        foreach (filter::VERDICTS as $verdict) {
            $verdicts[$verdict] = review_block::verdict_text($verdict === filter::WAITING ? null : $verdict, true);
        }
        return [
            'action' => (new moodle_url('/mod/quiz/report.php'))->out(false),
            'cmid' => $this->cm->id,
            'states' => self::options($states, $this->filter->state),
            'verdicts' => self::options($verdicts, $this->filter->verdict),
            'flagged' => $this->filter->flagged,
            'incidents' => $this->filter->incidents,
            'search' => $this->filter->search,
            'reset' => $this->filter->params() ? $this->url(new filter())->out(false) : null,
        ];
    }

    /**
     * One number, and the link to what it counts.
     *
     * @param string $name
     * @param int $number
     * @param filter $filter
     * @return array
     */
    private function fact(string $name, int $number, filter $filter): array {
        return [
            'number' => $number,
            'label' => get_string('fact_' . $name, 'quiz_invigil'),
            'url' => $number ? $this->url($filter)->out(false) : null,
            'current' => $filter == $this->filter,
        ];
    }

    /**
     * The report with another filter.
     *
     * @param filter $filter
     * @return moodle_url
     */
    private function url(filter $filter): moodle_url {
        return new moodle_url('/mod/quiz/report.php', ['id' => $this->cm->id, 'mode' => 'invigil'] + $filter->params());
    }

    /**
     * Options of a select.
     *
     * @param string[] $names by value
     * @param string $chosen
     * @return array
     */
    private static function options(array $names, string $chosen): array {
        $options = [];
        foreach ($names as $value => $name) {
            $options[] = ['value' => $value, 'name' => $name, 'selected' => $value === $chosen];
        }
        return $options;
    }
}
