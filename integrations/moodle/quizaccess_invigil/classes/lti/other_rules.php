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

namespace quizaccess_invigil\lti;

use mod_quiz\access_manager;
use mod_quiz\local\access_rule_base;
use mod_quiz\quiz_settings;

/**
 * The access rules of a quiz without this plugin's own, which asks for the check-in that is only to be begun.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class other_rules extends access_manager {
    /**
     * The rules.
     *
     * @param quiz_settings $quizobj
     * @param int $now
     */
    public function __construct(quiz_settings $quizobj, int $now) {
        $ignorelimits = has_capability('mod/quiz:ignoretimelimits', $quizobj->get_context(), null, false);
        parent::__construct($quizobj, $now, $ignorelimits);
        unset($this->rules['quizaccess_invigil']);
    }

    /**
     * The rules that want something of the examinee before an attempt opens. That the time is limited the examinee reads on
     * the quiz's page and in the shell; nothing is to be answered there.
     *
     * @param int|null $attemptid null before the attempt exists
     * @return access_rule_base[] by class
     */
    public function asking(?int $attemptid): array {
        $rules = array_diff_key($this->rules, ['quizaccess_timelimit' => true]);
        return array_filter($rules, fn(access_rule_base $rule): bool => (bool) $rule->is_preflight_check_required($attemptid));
    }
}
