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

use mod_quiz\quiz_settings;
use moodle_url;
use quiz_invigil\local\people;
use quizaccess_invigil\local\gaps;
use quizaccess_invigil\local\held_grade;
use quizaccess_invigil\local\names;
use quizaccess_invigil\local\proctored_attempt;
use quizaccess_invigil\local\review_block;
use quizaccess_invigil\local\time_credit;
use quizaccess_invigil\lti\tool;

/**
 * One proctored attempt. What Moodle knows stands on its own: it is there when the tool is not.
 *
 * @package    quiz_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class attempt_page implements \templatable {
    /** @var string The table of what the tool did to attempts. */
    const DECISIONS_TABLE = 'quizaccess_invigil_controls';

    /** @var string[] Actions with a name of their own; any other is shown as it came. */
    const ACTIONS = ['pause', 'resume', 'terminate', 'update', 'flag', 'readmit'];

    /**
     * A page.
     *
     * @param quiz_settings $quizobj
     * @param proctored_attempt $attempt
     * @param \stdClass $user the examinee
     */
    public function __construct(
        /** @var quiz_settings The quiz. */
        private readonly quiz_settings $quizobj,
        /** @var proctored_attempt The attempt. */
        private readonly proctored_attempt $attempt,
        /** @var \stdClass The examinee. */
        private readonly \stdClass $user,
    ) {
    }

    /**
     * Whose attempt it is.
     *
     * @return string plain text
     */
    public function name(): string {
        return get_string('attemptof', 'quiz_invigil', [
            'name' => names::person(
                $this->user,
                has_capability('moodle/site:viewfullnames', $this->quizobj->get_context())
            ),
            'number' => $this->attempt->get('attemptnumber'),
        ]);
    }

    /**
     * For the browser's title.
     *
     * @return string plain text
     */
    public function title(): string {
        return $this->name() . ': ' . names::plain($this->quizobj->get_quiz_name(), $this->quizobj->get_context());
    }

    /**
     * For the template attempt.
     *
     * @param \renderer_base $output
     * @return array
     */
    public function export_for_template(\renderer_base $output): array {
        $cmid = (int) $this->quizobj->get_cmid();
        $decisions = $this->decisions();
        return [
            'back' => (new moodle_url('/mod/quiz/report.php', ['id' => $cmid, 'mode' => 'invigil']))->out(false),
            'picture' => $output->user_picture($this->user, [
                'size' => 50, 'link' => false, 'alttext' => false, 'courseid' => $this->quizobj->get_courseid(),
            ]),
            'name' => $this->name(),
            'review' => $this->review_url(),
            'facts' => $this->facts(),
            'decisions' => $decisions,
            'hasdecisions' => (bool) $decisions,
        ] + $this->gaps(time()) + $this->frame($cmid);
    }

    /**
     * The attempt in a few lines.
     *
     * @return array[] label and value (plain text) or html
     */
    private function facts(): array {
        $attempt = $this->attempt;
        $flagged = (bool) $attempt->get('flagged');
        [$started, $ended] = $this->times();
        $facts = [
            ['label' => 'column_state', 'value' => words::state($attempt->get('state'), time_credit::waits($attempt))],
            ['label' => 'checkedin', 'value' => words::time((int) $attempt->get('checkedinat'))],
            ['label' => 'column_timestart', 'value' => words::time($started)],
            ['label' => 'column_timefinish', 'value' => words::time($ended)],
            ['label' => 'column_creditseconds', 'value' => words::duration((int) $attempt->get('creditseconds'))],
            [
                'label' => 'column_incidents',
                'value' => review_block::incidents_text((int) $attempt->get('incidents'), $attempt->get('severities')),
            ],
            ['label' => 'column_flagged', 'value' => get_string($flagged ? 'flag_yes' : 'flag_no', 'quizaccess_invigil')],
            ['label' => 'column_verdict', 'html' => words::verdict_tag($attempt->get('verdict'), $flagged)],
        ];
        if ($attempt->get('verdict') !== null) {
            $facts[] = ['label' => 'column_verdictby', 'value' => $attempt->get('verdictby') ?: words::NOTHING];
            $facts[] = ['label' => 'column_verdictat', 'value' => words::time((int) $attempt->get('verdictat'))];
            if (trim((string) $attempt->get('verdictnote')) !== '') {
                $facts[] = ['label' => 'column_verdictnote', 'value' => $attempt->get('verdictnote'), 'wide' => true];
            }
        }
        if ($attempt->get('attemptid') && held_grade::is_held((int) $attempt->get('attemptid'))) {
            $facts[] = ['label' => 'grade', 'value' => get_string('gradeheld_staff', 'quizaccess_invigil'), 'wide' => true];
        }
        return array_map(fn($fact) => ['label' => get_string($fact['label'], 'quiz_invigil')] + $fact, $facts);
    }

    /**
     * When the quiz attempt was started and handed in.
     *
     * @return int[] 0: not yet
     */
    private function times(): array {
        global $DB;
        $times = $DB->get_record('quiz_attempts', ['id' => (int) $this->attempt->get('attemptid')], 'timestart, timefinish');
        return $times ? [(int) $times->timestart, (int) $times->timefinish] : [0, 0];
    }

    /**
     * The attempt's review page.
     *
     * @return string|null null while there is nothing to review
     */
    private function review_url(): ?string {
        [, $ended] = $this->times();
        if (!$ended) {
            return null;
        }
        return (new moodle_url('/mod/quiz/review.php', ['attempt' => $this->attempt->get('attemptid')]))->out(false);
    }

    /**
     * What was decided about the attempt, in the order of time.
     *
     * @return array[]
     */
    private function decisions(): array {
        global $DB;
        $rows = $DB->get_records(
            self::DECISIONS_TABLE,
            ['proctoredid' => $this->attempt->get('id')],
            'incidenttime, id',
            'id, action, incidenttime, severity, extratime, reasoncode, reasonmsg'
        );
        $decisions = [];
        foreach ($rows as $row) {
            $decisions[] = [
                'time' => words::exact_time((int) $row->incidenttime),
                'action' => in_array($row->action, self::ACTIONS)
                    ? get_string('action_' . $row->action, 'quiz_invigil') : $row->action,
                'reason' => trim((string) $row->reasonmsg) ?: ($row->reasoncode ?: words::NOTHING),
                'severity' => words::severity($row->severity === null ? null : (float) $row->severity),
                'extratime' => $row->extratime ? get_string('numminutes', 'moodle', (int) $row->extratime) : words::NOTHING,
            ];
        }
        return $decisions;
    }

    /**
     * The time in which the examinee was held up without a proctor having said so.
     *
     * @param int $now
     * @return array gaps, hasgaps, and `giveback` if some of it can be given back
     */
    private function gaps(int $now): array {
        $rows = [];
        foreach (gaps::of((int) $this->attempt->get('id')) as $gap) {
            $rows[] = [
                'time' => words::exact_time((int) $gap->timestart),
                'until' => $gap->timeend ? words::exact_time((int) $gap->timeend) : get_string('lasts', 'quiz_invigil'),
                'why' => get_string('gap_' . $gap->reason, 'quiz_invigil'),
                'length' => words::duration(gaps::seconds($gap, $now)),
                'given' => words::duration((int) $gap->credited),
            ];
        }
        $rest = gaps::not_given((int) $this->attempt->get('id'), $now);
        $may = $rest && gaps::can_be_given($this->attempt)
            && people::may_watch((int) $this->quizobj->get_quizid(), $this->quizobj->get_context());
        $url = new moodle_url('/mod/quiz/report/invigil/attempt.php', [
            'id' => $this->quizobj->get_cmid(), 'attempt' => $this->attempt->get('id'),
        ]);
        return [
            'gaps' => $rows,
            'hasgaps' => (bool) $rows,
            'giveback' => $may ? ['url' => $url->out(false), 'sesskey' => sesskey(), 'time' => format_time($rest)] : null,
        ];
    }

    /**
     * The frame with the tool's own report, or why there is none.
     *
     * @param int $cmid
     * @return array
     */
    private function frame(int $cmid): array {
        $tool = tool::connected();
        if (!$tool) {
            return ['problem' => get_string('toolnotconnected', 'quiz_invigil')];
        }
        $url = new moodle_url('/mod/quiz/accessrule/invigil/launch.php', [
            'cmid' => $cmid, 'what' => 'report', 'attempt' => $this->attempt->get('id'),
        ]);
        return [
            'frame' => $url->out(false),
            'frametitle' => get_string('frametitle', 'quiz_invigil', $this->name()),
            'problem' => $tool->is_heard(time()) ? null : get_string('toolsilent', 'quiz_invigil'),
        ];
    }
}
