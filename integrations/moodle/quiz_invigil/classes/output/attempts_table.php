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

use html_writer;
use moodle_url;
use quiz_invigil\local\cell;
use quiz_invigil\local\filter;
use quizaccess_invigil\local\gaps;
use quizaccess_invigil\local\names;
use quizaccess_invigil\local\proctored_attempt;
use quizaccess_invigil\local\review_block;

defined('MOODLE_INTERNAL') || die();

global $CFG;
require_once($CFG->libdir . '/tablelib.php');

/**
 * The proctored attempts of a quiz, a row each.
 *
 * @package    quiz_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class attempts_table extends \table_sql {
    /** @var string[] Names of the columns on screen. */
    const ON_SCREEN = [
        'fullname', 'attemptnumber', 'state', 'timestart', 'timefinish', 'incidents', 'flagged', 'creditseconds', 'verdict',
    ];

    /** @var string[] Names of the columns of a download; identity fields come after the name. */
    const IN_DOWNLOAD = [
        'fullname', 'attemptnumber', 'state', 'timestart', 'timefinish', 'incidents', 'severities', 'flagged', 'creditseconds',
        'verdict', 'verdictby', 'verdictat', 'verdictnote',
    ];

    /** @var string[] Identity fields that this user may see. */
    private array $identityfields;

    /**
     * A table.
     *
     * @param \stdClass $quiz
     * @param \cm_info|\stdClass $cm
     * @param \context_module $context
     */
    public function __construct(
        \stdClass $quiz,
        /** @var \cm_info|\stdClass The quiz's course module. */
        private readonly object $cm,
        /** @var \context_module The quiz's context. */
        private readonly \context_module $context,
    ) {
        parent::__construct('quiz-invigil-attempts-' . $quiz->id);
        $this->identityfields = \core_user\fields::for_identity($context)
            ->get_required_fields([\core_user\fields::PURPOSE_IDENTITY]);
        $this->useridfield = 'userid';
        $this->set_attribute('class', 'generaltable quiz_invigil-attempts');
        $caption = get_string('tablecaption', 'quiz_invigil', names::html($quiz->name, $context));
        $this->set_caption($caption, ['class' => 'sr-only visually-hidden']);
        $this->show_download_buttons_at([TABLE_P_BOTTOM]);
        $this->collapsible(false);
    }

    /**
     * Where the names of people are allowed in full.
     *
     * @return \context
     */
    public function get_context(): \context {
        return $this->context;
    }

    /**
     * Says what to show. To be called after is_downloading() and before out().
     *
     * @param filter $filter
     * @param int $groupid as for filter::scope()
     * @param moodle_url $url of the report, with the filter
     */
    public function prepare(filter $filter, int $groupid, moodle_url $url): void {
        [$from, $where, $params] = filter::scope((int) $this->cm->instance, $groupid, $this->context);
        [$filterwhere, $filterparams] = $filter->where();
        $user = \core_user\fields::for_identity($this->context)->with_userpic()->excluding('id')
            ->get_sql('u', true, '', '', false);
        $this->set_sql(
            'p.id, p.userid, p.attemptid, p.attemptnumber, p.state, p.stoppedat, p.flagged, p.incidents, p.severities,
             p.creditseconds, p.verdict, p.verdictnote, p.verdictby, p.verdictat, qa.id AS quizattemptid, qa.timestart,
             qa.timefinish, qa.state AS quizstate,
             (SELECT COUNT(1) FROM {' . gaps::TABLE . '} g WHERE g.proctoredid = p.id) AS hasgaps, '
                . $user->selects,
            $from . ' LEFT JOIN {quiz_attempts} qa ON qa.id = p.attemptid ' . $user->joins,
            $where . ' AND ' . $filterwhere,
            $params + $filterparams + $user->params
        );
        $this->define_baseurl($url);
        $columns = $this->is_downloading() ? self::IN_DOWNLOAD : self::ON_SCREEN;
        $headers = array_map(fn($name) => get_string('column_' . $name, 'quiz_invigil'), $columns);
        if ($this->is_downloading()) {
            array_splice($columns, 1, 0, $this->identityfields);
            array_splice($headers, 1, 0, array_map([\core_user\fields::class, 'get_display_name'], $this->identityfields));
        }
        $this->define_columns($columns);
        $this->define_headers($headers);
        $this->define_header_column('fullname');
        // On a narrow screen a row is a card, and each cell says by itself what it is.
        $this->set_columnsattributes(array_combine($columns, array_map(fn($header) => ['data-label' => $header], $headers)));
        $this->column_class('state', 'quiz_invigil-short');
        $this->column_class('flagged', 'quiz_invigil-short');
        $this->sortable(true, 'timestart', SORT_DESC);
        $this->text_sorting('verdictnote');
    }

    /**
     * A row. What goes into a file is plain text up to here.
     *
     * @param \stdClass|array $row
     * @return array by column: HTML on screen, else as the file wants it
     */
    public function format_row($row) {
        $cells = parent::format_row($row);
        $format = $this->is_downloading();
        return $format ? array_map(fn($text) => is_string($text) ? cell::of($text, $format) : $text, $cells) : $cells;
    }

    /**
     * A column without a method of its own.
     *
     * @param string $column
     * @param \stdClass $row
     * @return string|null null: as it is, since format_row() escapes what goes into a file
     */
    public function other_cols($column, $row) {
        return $this->is_downloading() ? null : parent::other_cols($column, $row);
    }

    /**
     * The examinee, with picture and what else identifies them here; on screen with the ways on, as in Moodle's own reports.
     *
     * @param \stdClass $row
     * @return string
     */
    public function col_fullname($row) {
        global $OUTPUT;
        $infull = has_capability('moodle/site:viewfullnames', $this->context);
        if ($this->is_downloading()) {
            return names::person($row, $infull);
        }
        $profile = new moodle_url('/user/view.php', ['id' => $row->userid, 'course' => $this->cm->course]);
        $name = html_writer::link($profile, names::person_html($row, $infull));
        $user = \user_picture::unalias($row, null, 'userid');
        $identity = '';
        foreach ($this->identityfields as $field) {
            if (trim((string) ($row->$field ?? '')) !== '') {
                $identity .= html_writer::div(s($row->$field), 'small text-muted quiz_invigil-identity');
            }
        }
        // The name beside it says who it is: the picture is for the eye only.
        $picture = $OUTPUT->user_picture($user, [
            'size' => 35, 'link' => false, 'alttext' => false, 'courseid' => $this->cm->course,
        ]);
        return html_writer::div($picture . html_writer::div($name . $identity . $this->links($row)), 'quiz_invigil-person');
    }

    /**
     * The state.
     *
     * @param \stdClass $row
     * @return string
     */
    public function col_state($row) {
        $state = words::state($row->state, $row->stoppedat !== null && $row->state === proctored_attempt::RUNNING);
        return $this->is_downloading() ? $state : s($state);
    }

    /**
     * When the quiz attempt was started.
     *
     * @param \stdClass $row
     * @return string
     */
    public function col_timestart($row) {
        return words::time((int) $row->timestart);
    }

    /**
     * When it was handed in.
     *
     * @param \stdClass $row
     * @return string
     */
    public function col_timefinish($row) {
        return words::time((int) $row->timefinish);
    }

    /**
     * How many incidents; on screen with their severities.
     *
     * @param \stdClass $row
     * @return string
     */
    public function col_incidents($row) {
        if ($this->is_downloading()) {
            return (int) $row->incidents;
        }
        $total = (int) $row->incidents;
        if (!$total) {
            return html_writer::span(review_block::incidents_text(0, null), 'text-muted');
        }
        $severities = review_block::severities_text($row->severities);
        return html_writer::tag('strong', $total) . ($severities === '' ? '' : html_writer::div(s($severities), 'small'));
    }

    /**
     * The incidents by severity.
     *
     * @param \stdClass $row
     * @return string
     */
    public function col_severities($row) {
        return review_block::severities_text($row->severities);
    }

    /**
     * Whether it is flagged.
     *
     * @param \stdClass $row
     * @return string
     */
    public function col_flagged($row) {
        $text = get_string($row->flagged ? 'flag_yes' : 'flag_no', 'quizaccess_invigil');
        if ($this->is_downloading()) {
            return $text;
        }
        return $row->flagged ? words::tag($text, 'attention') : html_writer::span($text, 'text-muted');
    }

    /**
     * The time given back; on screen with how much of what the examinee was held up was not.
     *
     * @param \stdClass $row
     * @return string
     */
    public function col_creditseconds($row) {
        $given = words::duration((int) $row->creditseconds);
        $rest = !$this->is_downloading() && $row->hasgaps ? gaps::not_given((int) $row->id, time()) : 0;
        return $given . ($rest ? html_writer::div(get_string('notgiven', 'quiz_invigil', format_time($rest)), 'small') : '');
    }

    /**
     * The verdict; on screen with who gave it and when.
     *
     * @param \stdClass $row
     * @return string
     */
    public function col_verdict($row) {
        if ($this->is_downloading()) {
            return review_block::verdict_text($row->verdict, (bool) $row->flagged);
        }
        $html = words::verdict_tag($row->verdict, (bool) $row->flagged);
        if ($row->verdict !== null) {
            $html .= html_writer::div(s($row->verdictby), 'small text-muted');
            $html .= $row->verdictat ? html_writer::div(words::time((int) $row->verdictat), 'small text-muted') : '';
        }
        return $html;
    }

    /**
     * When the verdict was given.
     *
     * @param \stdClass $row
     * @return string
     */
    public function col_verdictat($row) {
        return words::time((int) $row->verdictat);
    }

    /**
     * What to say when no attempt fits.
     */
    public function print_nothing_to_display() {
        global $OUTPUT;
        echo $OUTPUT->render_from_template('quiz_invigil/empty', [
            'text' => get_string('emptyfilter', 'quiz_invigil'),
            'url' => (new moodle_url('/mod/quiz/report.php', ['id' => $this->cm->id, 'mode' => 'invigil']))->out(false),
            'link' => get_string('showall', 'quiz_invigil'),
        ]);
    }

    /**
     * Where to go from here.
     *
     * @param \stdClass $row
     * @return string HTML
     */
    private function links(\stdClass $row): string {
        // A list of links read out alone must say whose attempt each opens.
        $whose = html_writer::span(
            get_string('ofwhom', 'quiz_invigil', ['name' => names::person_html($row), 'number' => $row->attemptnumber]),
            'sr-only visually-hidden'
        );
        $links = [html_writer::link(
            review_block::report_url((int) $this->cm->id, (int) $row->id),
            get_string('linkreport', 'quiz_invigil') . $whose
        )];
        if ($row->quizattemptid && $row->quizstate !== \mod_quiz\quiz_attempt::IN_PROGRESS) {
            $links[] = html_writer::link(
                new moodle_url('/mod/quiz/review.php', ['attempt' => $row->quizattemptid]),
                get_string('linkreview', 'quiz_invigil') . $whose
            );
        }
        return html_writer::div(implode('', $links), 'quiz_invigil-links');
    }
}
