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

namespace quizaccess_invigil\output;

use core\output\named_templatable;
use core\output\renderable;
use core\output\renderer_base;
use html_writer;
use moodle_url;
use quizaccess_invigil\local\choice;
use quizaccess_invigil\local\examinee_pages;
use quizaccess_invigil\local\form_section;

/**
 * What an examinee is told about the proctoring of a quiz before it begins.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class about implements named_templatable, renderable {
    /**
     * About one quiz.
     *
     * @param choice $choice
     */
    public function __construct(
        /** @var choice */
        private readonly choice $choice,
    ) {
    }

    /**
     * Some lines for the quiz's page; for staff, links as well.
     *
     * @param \context_module $context
     * @return string[] HTML
     */
    public function description(\context_module $context): array {
        $lines = array_map('s', array_values(array_filter([$this->capture(), $this->computer(), $this->allowed()])));
        if (has_capability('quizaccess/invigil:proctor', $context)) {
            $cmid = $context->instanceid;
            $console = new moodle_url(examinee_pages::FOLDER . 'launch.php', ['cmid' => $cmid, 'what' => 'console']);
            $report = new moodle_url('/mod/quiz/report.php', ['id' => $cmid, 'mode' => 'invigil']);
            $lines[] = html_writer::span(
                html_writer::link(
                    $console,
                    get_string('about_console', 'quizaccess_invigil')
                        . html_writer::span(' ' . get_string('opensinnewwindow'), 'sr-only visually-hidden'),
                    ['target' => '_blank', 'rel' => 'noopener']
                )
                . html_writer::link($report, get_string('about_report', 'quizaccess_invigil')),
                'invigil-stafflinks'
            );
        }
        return $lines;
    }

    /**
     * What is captured, in one sentence.
     *
     * @return string plain text
     */
    public function capture(): string {
        $captured = $this->captured();
        if (!$captured) {
            return get_string('about_nocapture', 'quizaccess_invigil') . ' ' . $this->noted();
        }
        $last = array_pop($captured);
        $list = $captured
            ? get_string('about_and', 'quizaccess_invigil', ['first' => implode(', ', $captured), 'last' => $last])
            : $last;
        return get_string('about_capture', 'quizaccess_invigil', $list);
    }

    /**
     * What is noted, in one sentence.
     *
     * @return string plain text
     */
    private function noted(): string {
        $titles = array_map(fn($type) => get_string('rule_' . $type, 'quizaccess_invigil'), $this->choice->noted());
        return $titles
            ? get_string('about_noted', 'quizaccess_invigil', implode('; ', $titles))
            : get_string('about_notednone', 'quizaccess_invigil');
    }

    /**
     * That a computer is needed, if it is.
     *
     * @return string plain text, '' if a phone will do
     */
    public function computer(): string {
        return $this->choice->get('screen') ? get_string('about_computer', 'quizaccess_invigil') : '';
    }

    /**
     * What the check-in is about, in one sentence.
     *
     * @return string plain text
     */
    private function checkin(): string {
        $captured = $this->captured();
        return $captured
            ? get_string('about_step_checkin', 'quizaccess_invigil', implode(', ', $captured))
            : get_string('about_step_checkin_rules', 'quizaccess_invigil');
    }

    /**
     * What is captured, in the words of the sentences above.
     *
     * @return string[] plain text
     */
    private function captured(): array {
        $names = array_filter(form_section::CAPTURED, fn($name) => $this->choice->get($name));
        return array_map(fn($name) => get_string('about_' . $name, 'quizaccess_invigil'), array_values($names));
    }

    /**
     * What is allowed, in one sentence.
     *
     * @return string plain text
     */
    public function allowed(): string {
        $allowed = $this->choice->allowed_resources();
        return $allowed
            ? get_string('about_allowed', 'quizaccess_invigil', implode(', ', $allowed))
            : get_string('about_allowednone', 'quizaccess_invigil');
    }

    /**
     * The template of the text in the pre-flight form.
     *
     * @param renderer_base $renderer
     * @return string
     */
    public function get_template_name(renderer_base $renderer): string {
        return 'quizaccess_invigil/about';
    }

    /**
     * What the template needs.
     *
     * @param renderer_base $output
     * @return array
     */
    public function export_for_template(renderer_base $output): array {
        $message = trim((string) $this->choice->get('message'));
        return [
            'capture' => $this->capture(),
            'computer' => $this->computer(),
            'checkin' => $this->checkin(),
            'fullscreen' => (bool) $this->choice->get('fullscreen'),
            'waits' => $this->choice->get('admission') === choice::ADMISSION_PROCTOR,
            'allowed' => $this->choice->allowed_resources(),
            'hasallowed' => (bool) $this->choice->allowed_resources(),
            'message' => $message,
        ];
    }
}
