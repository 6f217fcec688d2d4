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

use html_writer;

/**
 * What the review page of a proctored attempt says about the proctoring, beside the questions.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class review_block {
    /** @var string[] From the one that needs a person soonest. */
    const SEVERITIES = ['critical', 'high', 'medium', 'low'];

    /**
     * Adds the block to a review page; leads the examinee of a held attempt away from it.
     *
     * Called from the access rule's setup_attempt_page(), before anything of the page is sent. Does nothing for an attempt
     * that was not proctored, and for people who may not know.
     *
     * @param \moodle_page $page its context is the quiz's
     * @param int $attemptid id in quiz_attempts
     */
    public static function add(\moodle_page $page, int $attemptid): void {
        global $USER;
        $attempt = proctored_attempt::of_attempt($attemptid);
        if (!$attempt) {
            return;
        }
        if ((int) $attempt->get('userid') === (int) $USER->id) {
            if (held_grade::is_held($attemptid)) {
                redirect(
                    new \moodle_url('/mod/quiz/view.php', ['id' => $page->cm->id]),
                    get_string('gradeheld', 'quizaccess_invigil'),
                    null,
                    \core\output\notification::NOTIFY_INFO
                );
            }
            self::show($page, html_writer::tag('p', get_string('wasproctored', 'quizaccess_invigil'), ['class' => 'mb-0']));
        } else if (has_capability('quizaccess/invigil:proctor', $page->context)) {
            self::show($page, self::for_staff($attempt, (int) $page->cm->id));
        }
    }

    /**
     * Incidents in words, the severest first: "7 (2 high, 5 low)".
     *
     * @param int $total
     * @param string|null $severities JSON object: number by severity
     * @return string plain text
     */
    public static function incidents_text(int $total, ?string $severities): string {
        if ($total <= 0) {
            return get_string('incidentsnone', 'quizaccess_invigil');
        }
        $parts = self::severities_text($severities);
        return $parts === '' ? (string) $total : "$total ($parts)";
    }

    /**
     * How many incidents of each severity, the severest first: "2 high, 5 low".
     *
     * @param string|null $severities JSON object: number by severity
     * @return string plain text, '' if nothing is known
     */
    public static function severities_text(?string $severities): string {
        $counts = json_decode((string) $severities, true);
        $parts = [];
        foreach (is_array($counts) ? self::SEVERITIES : [] as $severity) {
            $count = (int) ($counts[$severity] ?? 0);
            if ($count > 0) {
                $parts[] = get_string('severity_' . $severity, 'quizaccess_invigil', $count);
            }
        }
        return implode(', ', $parts);
    }

    /**
     * A verdict in words.
     *
     * @param string|null $verdict clear, flagged, invalid; null if nobody has given one
     * @param bool $expected whether somebody should give one: an attempt without a flag needs none
     * @return string plain text
     */
    public static function verdict_text(?string $verdict, bool $expected): string {
        if ($verdict !== null) {
            return get_string('verdict_' . $verdict, 'quizaccess_invigil');
        }
        return get_string($expected ? 'verdict_waiting' : 'verdict_none', 'quizaccess_invigil');
    }

    /**
     * The page with all about the attempt.
     *
     * @param int $cmid
     * @param int $proctoredid
     * @return \moodle_url of the report plugin; without it, of the tool's own report
     */
    public static function report_url(int $cmid, int $proctoredid): \moodle_url {
        if (\core_component::get_plugin_directory('quiz', 'invigil')) {
            return new \moodle_url('/mod/quiz/report/invigil/attempt.php', ['id' => $cmid, 'attempt' => $proctoredid]);
        }
        return new \moodle_url(
            '/mod/quiz/accessrule/invigil/launch.php',
            ['cmid' => $cmid, 'what' => 'report', 'attempt' => $proctoredid]
        );
    }

    /**
     * What staff see.
     *
     * @param proctored_attempt $attempt
     * @param int $cmid
     * @return string HTML
     */
    private static function for_staff(proctored_attempt $attempt, int $cmid): string {
        $flagged = (bool) $attempt->get('flagged');
        $verdict = s(self::verdict_text($attempt->get('verdict'), $flagged));
        if ($attempt->get('verdictby')) {
            $verdict .= html_writer::div(s($attempt->get('verdictby')), 'small text-muted');
        }
        if ($attempt->get('verdictat')) {
            $when = userdate($attempt->get('verdictat'), get_string('strftimedatetimeshort', 'langconfig'));
            $verdict .= html_writer::div($when, 'small text-muted');
        }
        $facts = [
            'flag' => s(get_string($flagged ? 'flag_yes' : 'flag_no', 'quizaccess_invigil')),
            'verdict' => $verdict,
            'incidents' => s(self::incidents_text((int) $attempt->get('incidents'), $attempt->get('severities'))),
        ];
        $list = '';
        foreach ($facts as $name => $value) {
            $list .= html_writer::tag('dt', get_string($name, 'quizaccess_invigil')) .
                html_writer::tag('dd', $value, ['class' => 'mb-2']);
        }
        if ($attempt->get('attemptid') && held_grade::is_held((int) $attempt->get('attemptid'))) {
            $list .= html_writer::tag('dt', get_string('gradenoun')) .
                html_writer::tag('dd', get_string('gradeheld_staff', 'quizaccess_invigil'), ['class' => 'mb-2']);
        }
        return html_writer::tag('dl', $list, ['class' => 'mb-2']) . html_writer::link(
            self::report_url($cmid, (int) $attempt->get('id')),
            get_string('openreport', 'quizaccess_invigil')
        );
    }

    /**
     * Puts the block where the quiz navigation will stand. On a page that has no room for it, it becomes a notice above all else.
     *
     * @param \moodle_page $page
     * @param string $content HTML
     */
    private static function show(\moodle_page $page, string $content): void {
        $block = new \block_contents();
        $block->title = get_string('proctoring', 'quizaccess_invigil');
        $block->content = $content;
        $block->attributes['id'] = 'quizaccess_invigil_review';
        try {
            $regions = $page->blocks->get_regions();
            if ($regions) {
                $page->blocks->add_fake_block($block, reset($regions));
                return;
            }
        } catch (\coding_exception $e) {
            // Somebody has had the blocks made already.
            debugging('quizaccess_invigil: ' . $e->getMessage(), DEBUG_DEVELOPER);
        }
        \core\notification::info(html_writer::div($block->title, 'fw-bold font-weight-bold') . $content);
    }
}
