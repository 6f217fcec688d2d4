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
 * What the plugin follows.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

defined('MOODLE_INTERNAL') || die();

use quizaccess_invigil\local\held_grade;
use quizaccess_invigil\observer;

$observers = [
    ['eventname' => '\mod_quiz\event\attempt_started', 'callback' => [observer::class, 'attempt_started']],
    ['eventname' => '\mod_quiz\event\attempt_submitted', 'callback' => [observer::class, 'attempt_submitted']],
    ['eventname' => '\mod_quiz\event\attempt_abandoned', 'callback' => [observer::class, 'attempt_abandoned']],
    ['eventname' => '\mod_quiz\event\attempt_reopened', 'callback' => [observer::class, 'attempt_reopened']],
    ['eventname' => '\mod_quiz\event\attempt_deleted', 'callback' => [observer::class, 'attempt_deleted']],
    ['eventname' => '\mod_quiz\event\user_override_created', 'callback' => [observer::class, 'user_override_changed']],
    ['eventname' => '\mod_quiz\event\user_override_updated', 'callback' => [observer::class, 'user_override_changed']],
    ['eventname' => '\mod_quiz\event\user_override_deleted', 'callback' => [observer::class, 'user_override_changed']],
    ['eventname' => '\core\event\course_reset_ended', 'callback' => [observer::class, 'course_reset']],
    ['eventname' => '\mod_quiz\event\group_override_created', 'callback' => [observer::class, 'group_override_changed']],
    ['eventname' => '\mod_quiz\event\group_override_updated', 'callback' => [observer::class, 'group_override_changed']],
    ['eventname' => '\mod_quiz\event\group_override_deleted', 'callback' => [observer::class, 'group_override_changed']],
    ['eventname' => '\core\event\course_module_updated', 'callback' => [observer::class, 'course_module_updated']],
    ['eventname' => '\core\event\user_graded', 'callback' => [held_grade::class, 'user_graded']],
];
