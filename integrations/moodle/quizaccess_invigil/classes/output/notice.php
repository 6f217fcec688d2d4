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
use mod_quiz\quiz_settings;
use quizaccess_invigil\local\names;

/**
 * Why the quiz cannot be taken now, in place of the shell.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class notice implements named_templatable, renderable {
    /**
     * About one quiz.
     *
     * @param quiz_settings $quizobj
     * @param string[] $reasons sentences, HTML as access rules give them
     */
    public function __construct(
        /** @var quiz_settings */
        private readonly quiz_settings $quizobj,
        /** @var string[] */
        private readonly array $reasons,
    ) {
    }

    /**
     * The template.
     *
     * @param renderer_base $renderer
     * @return string
     */
    public function get_template_name(renderer_base $renderer): string {
        return 'quizaccess_invigil/notice';
    }

    /**
     * What the template needs.
     *
     * @param renderer_base $output
     * @return array
     */
    public function export_for_template(renderer_base $output): array {
        return [
            'title' => names::plain($this->quizobj->get_quiz_name(), $this->quizobj->get_context()),
            'reasons' => array_values($this->reasons),
            'viewurl' => $this->quizobj->view_url()->out(false),
        ];
    }
}
