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

namespace quizaccess_invigil\event;

use core\event\base;
use quizaccess_invigil\local\proctored_attempt;

/**
 * Something was decided about a proctored attempt.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
abstract class attempt_event extends base {
    /**
     * An event about an attempt.
     *
     * @param proctored_attempt $attempt
     * @param array $other no words of people
     * @return static
     */
    public static function about(proctored_attempt $attempt, array $other): static {
        $cm = get_coursemodule_from_instance('quiz', $attempt->get('quizid'), 0, false, MUST_EXIST);
        return static::create([
            'context' => \context_module::instance($cm->id),
            'objectid' => $attempt->get('id'),
            'relateduserid' => $attempt->get('userid'),
            'other' => $other + ['quizid' => $attempt->get('quizid'), 'attemptid' => $attempt->get('attemptid')],
        ]);
    }

    /**
     * What kind of event it is.
     */
    protected function init() {
        $this->data['objecttable'] = proctored_attempt::TABLE;
        $this->data['crud'] = 'u';
        $this->data['edulevel'] = self::LEVEL_TEACHING;
    }

    /**
     * Its name.
     *
     * @return string
     */
    public static function get_name() {
        return get_string('event_' . substr(strrchr(static::class, '\\'), 1), 'quizaccess_invigil');
    }

    /**
     * Where to look: the attempt, or the quiz if none was started.
     *
     * @return \moodle_url
     */
    public function get_url() {
        return empty($this->other['attemptid'])
            ? new \moodle_url('/mod/quiz/view.php', ['id' => $this->contextinstanceid])
            : new \moodle_url('/mod/quiz/review.php', ['attempt' => $this->other['attemptid']]);
    }

    /**
     * Which attempt it is about.
     *
     * @return string
     */
    protected function whose(): string {
        return "proctored attempt with id '$this->objectid' of the user with id '$this->relateduserid' "
            . "at the quiz with course module id '$this->contextinstanceid'";
    }

    /**
     * Why, as far as it is known.
     *
     * @return string
     */
    protected function why(): string {
        $code = $this->other['reasoncode'] ?? '';
        return $code === '' ? '' : " The reason code is '$code'.";
    }

    /**
     * An event without the examinee is wrong.
     */
    protected function validate_data() {
        parent::validate_data();
        if (!isset($this->relateduserid)) {
            throw new \coding_exception('The \'relateduserid\' must be set.');
        }
    }

    /**
     * Our rows are not restored under their ids.
     *
     * @return array
     */
    public static function get_objectid_mapping() {
        return ['db' => proctored_attempt::TABLE, 'restore' => base::NOT_MAPPED];
    }

    /**
     * Nor is what the events refer to.
     *
     * @return array
     */
    public static function get_other_mapping() {
        return [
            'quizid' => ['db' => 'quiz', 'restore' => 'quiz'],
            'attemptid' => ['db' => 'quiz_attempts', 'restore' => base::NOT_MAPPED],
        ];
    }
}
