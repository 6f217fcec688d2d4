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
 * Puts three questions into a quiz, for scripts that try the plugins on a test site.
 *
 * They are saved as the question form saves them. Moodle's generator of test questions would do it too, but it needs the
 * very release of PHPUnit that the release of Moodle is written for.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

// phpcs:disable moodle.Files.MoodleInternal

/**
 * Puts a short answer, a true/false and an essay on the first three pages of a quiz, with one mark each.
 *
 * They are in the quiz's own question bank: they go with it.
 *
 * @param stdClass $quiz as the generator made it
 */
function invigil_add_three_questions(stdClass $quiz): void {
    global $DB;
    $context = context_module::instance($quiz->cmid);
    $category = (new testing_data_generator())->get_plugin_generator('core_question')
        ->create_question_category(['contextid' => $context->id]);
    $text = fn(string $words): array => ['text' => $words, 'format' => FORMAT_HTML];
    $forms = [
        'shortanswer' => [
            'questiontext' => $text('Name an amphibian: __________'), 'usecase' => false,
            'answer' => ['frog', '*'], 'fraction' => ['1.0', '0.0'], 'feedback' => [$text('Yes.'), $text('No.')],
        ],
        'truefalse' => [
            'questiontext' => $text('A frog is an amphibian.'), 'correctanswer' => '1', 'penalty' => 1,
            'feedbacktrue' => $text('Yes.'), 'feedbackfalse' => $text('No.'),
        ],
        'essay' => [
            'questiontext' => $text('Tell a story about a frog.'), 'responseformat' => 'editor', 'responserequired' => 1,
            'responsefieldlines' => 10, 'attachments' => 0, 'attachmentsrequired' => 0, 'maxbytes' => 0, 'filetypeslist' => '',
            'graderinfo' => $text(''), 'responsetemplate' => $text(''),
        ],
    ];
    $page = 0;
    foreach ($forms as $type => $form) {
        $question = (object) ['qtype' => $type, 'createdby' => 0, 'idnumber' => null, 'category' => $category->id];
        $form += [
            'name' => $type, 'category' => "{$category->id},{$context->id}", 'defaultmark' => 1.0, 'generalfeedback' => $text(''),
            'status' => \core_question\local\bank\question_version_status::QUESTION_STATUS_READY,
        ];
        $question = question_bank::get_qtype($type)->save_question($question, (object) $form);
        quiz_add_quiz_question($question->id, $quiz, ++$page);
    }
    $DB->set_field('quiz', 'sumgrades', 3, ['id' => $quiz->id]);
}
