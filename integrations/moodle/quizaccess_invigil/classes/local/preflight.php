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

use mod_quiz\form\preflight_check_form;
use mod_quiz\local\access_rule_base;
use mod_quiz\quiz_settings;
use moodle_url;
use MoodleQuickForm;
use quizaccess_invigil\lti\other_rules;

/**
 * What the quiz's other access rules ask of an examinee (a password, a promise): asked and answered before the check-in.
 *
 * Moodle asks once, in one form for all rules, when an attempt is started. The check-in lies between that form and the start, so
 * the answers are examined here and the rules told, each of which keeps what it keeps. Some keep nothing, since Moodle would
 * have started the attempt in the same request: their answers wait in the session, and Moodle's form gets them when the quiz opens.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class preflight {
    /** @var string Marks Moodle's form as submitted. */
    const SUBMITTED = '_qf__mod_quiz_form_preflight_check_form';

    /**
     * For one quiz and the examinee of this session.
     *
     * @param quiz_settings $quizobj
     * @param access $access of the open attempt, or of the next one
     * @param other_rules $rules
     */
    public function __construct(
        /** @var quiz_settings */
        private readonly quiz_settings $quizobj,
        /** @var access */
        private readonly access $access,
        /** @var other_rules */
        private readonly other_rules $rules,
    ) {
    }

    /**
     * Whether something is asked that the examinee has not answered.
     *
     * @return bool
     */
    public function is_waiting(): bool {
        return $this->kept() === null && $this->asking();
    }

    /**
     * Examines what Moodle's form has brought. If all is well the rules are told so, as Moodle would.
     *
     * @param array $data
     * @param array $files
     * @return array errors by field
     */
    public function answer(array $data, array $files): array {
        global $SESSION;
        $attemptid = $this->access->quizattemptid;
        $errors = $this->rules->validate_preflight_check($data, $files, $attemptid);
        if ($errors) {
            return $errors;
        }
        $this->rules->notify_preflight_check_passed($attemptid);
        // Of a rule that has kept what it needs, nothing is kept here: a password least of all.
        $asking = $this->asking();
        if ($asking) {
            $SESSION->quizaccess_invigil_answers[$this->quizobj->get_quizid()] = [
                'number' => $this->access->attemptnumber,
                'fields' => array_intersect_key($data, array_flip($this->names($asking))),
            ];
        }
        return [];
    }

    /**
     * Where the quiz opens.
     *
     * Moodle asks there whether the examinee knows that the time is limited. They have read that on the quiz's page and in the
     * shell; pressing Begin is their answer. What else is asked and not answered (in a new session, say) is asked in the frame.
     *
     * @param int $pageno page of the quiz, from 0
     * @return moodle_url
     */
    public function quiz_url(int $pageno): moodle_url {
        $url = $this->quizobj->start_attempt_url($pageno);
        if (!$this->asking()) {
            $url->params(['_qf__preflight_check_form' => 1, self::SUBMITTED => 1]);
        } else if ($this->kept() !== null) {
            return new moodle_url(examinee_pages::FOLDER . 'enter.php', $url->params());
        }
        return $url;
    }

    /**
     * The fields for Moodle's form that were answered before. They are given once.
     *
     * @return string[]|null by name, as a form sends them; null if there are none
     */
    public function take(): ?array {
        $kept = $this->kept();
        self::forget($this->quizobj->get_quizid());
        if ($kept === null) {
            return null;
        }
        $fields = [self::SUBMITTED => '1'];
        foreach (array_filter(explode('&', http_build_query($kept, '', '&'))) as $pair) {
            [$name, $value] = array_map('urldecode', explode('=', $pair, 2));
            $fields[$name] = $value;
        }
        return $fields;
    }

    /**
     * Forgets what was answered.
     *
     * @param int $quizid
     */
    public static function forget(int $quizid): void {
        global $SESSION;
        unset($SESSION->quizaccess_invigil_answers[$quizid]);
    }

    /**
     * The answers that wait for this attempt.
     *
     * @return array|null null if none do
     */
    private function kept(): ?array {
        global $SESSION;
        $kept = $SESSION->quizaccess_invigil_answers[$this->quizobj->get_quizid()] ?? null;
        return $kept && $kept['number'] === $this->access->attemptnumber ? $kept['fields'] : null;
    }

    /**
     * The rules that ask something now.
     *
     * @return access_rule_base[]
     */
    private function asking(): array {
        return $this->rules->asking($this->access->quizattemptid);
    }

    /**
     * What the fields of some rules are called. Only a form that they have filled tells.
     *
     * @param access_rule_base[] $rules
     * @return string[]
     */
    private function names(array $rules): array {
        $attemptid = $this->access->quizattemptid;
        $about = ['rules' => [], 'quizobj' => $this->quizobj, 'attemptid' => $attemptid, 'hidden' => []];
        $form = new preflight_check_form(null, $about);
        $fields = new MoodleQuickForm('invigil_preflight', 'post', '');
        foreach ($rules as $rule) {
            $rule->add_preflight_check_form_fields($form, $fields, $attemptid);
        }
        $names = [];
        foreach ($fields->_elements as $element) {
            $names[] = $element->getName();
            foreach ($element instanceof \HTML_QuickForm_group ? $element->getElements() : [] as $part) {
                $names[] = $part->getName();
            }
        }
        return array_filter($names, 'is_string');
    }
}
