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

/**
 * The policy's fields that are chosen in Moodle, and the types of incidents, as Invigil's own registry has them.
 *
 * Made by "make generate" in Invigil's repository (tool/generate/moodle.py) from tool/domain. Do not edit.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class policy_table {
    /** @var string[] Named strictness. */
    const PRESETS = ['low', 'standard', 'high', 'custom'];

    /** @var string What holds unless another one is chosen. */
    const DEFAULT_PRESET = 'standard';

    /** @var string The preset whose rules are changed one by one. */
    const CUSTOM = 'custom';

    /** @var string The preset that it starts from. */
    const CUSTOM_BASE = 'standard';

    /** @var string[] How soon somebody should look, from low to high. */
    const SEVERITIES = ['low', 'medium', 'high', 'critical'];

    /** @var int The longest time in seconds that a rule may be made to wait. */
    const LONGEST_WAIT = 600;

    /** @var array[] By name: kind, column (null: in the column more), default, the presets' own, limits. */
    const FIELDS = [
        'camera' => [
            'kind' => 'switch',
            'column' => 'camera',
            'default' => true,
            'presets' => [],
        ],
        'microphone' => [
            'kind' => 'switch',
            'column' => 'microphone',
            'default' => true,
            'presets' => [],
        ],
        'screen' => [
            'kind' => 'switch',
            'column' => 'screen',
            'default' => false,
            'presets' => [],
        ],
        'require_fullscreen' => [
            'kind' => 'switch',
            'column' => 'fullscreen',
            'default' => true,
            'presets' => ['low' => false],
        ],
        'calibration' => [
            'kind' => 'switch',
            'column' => null,
            'default' => true,
            'presets' => ['low' => false],
        ],
        'admission' => [
            'kind' => 'choice',
            'column' => 'admission',
            'default' => 'proctor',
            'presets' => ['low' => 'automatic'],
            'options' => ['proctor', 'automatic'],
        ],
        'allowed_resources' => [
            'kind' => 'lines',
            'column' => 'allowed',
            'default' => [],
            'presets' => [],
            'most' => 30,
            'longest' => 120,
        ],
        'message' => [
            'kind' => 'text',
            'column' => 'message',
            'default' => '',
            'presets' => [],
            'longest' => 2000,
        ],
        'notice_from' => [
            'kind' => 'choice',
            'column' => null,
            'default' => 'low',
            'presets' => [],
            'options' => ['low', 'medium', 'high', 'critical', 'never'],
        ],
        'warn_from' => [
            'kind' => 'choice',
            'column' => null,
            'default' => 'never',
            'presets' => [],
            'options' => ['low', 'medium', 'high', 'critical', 'never'],
        ],
        'pause_from' => [
            'kind' => 'choice',
            'column' => null,
            'default' => 'never',
            'presets' => [],
            'options' => ['low', 'medium', 'high', 'critical', 'never'],
        ],
        'most_warnings' => [
            'kind' => 'number',
            'column' => null,
            'default' => 3,
            'presets' => [],
            'least' => 0,
            'most' => 20,
        ],
        'absence_minutes' => [
            'kind' => 'number',
            'column' => null,
            'default' => 15,
            'presets' => [],
            'least' => 0,
            'most' => 600,
        ],
    ];

    /** @var array[] By type of incident: the fields that must be on; by preset whether, when and how severe. */
    const RULES = [
        'face_missing' => [
            'requires' => ['camera'],
            'low' => ['enabled' => true, 'wait' => 15.0, 'severity' => 'medium'],
            'standard' => ['enabled' => true, 'wait' => 5.0, 'severity' => 'medium'],
            'high' => ['enabled' => true, 'wait' => 3.0, 'severity' => 'medium'],
        ],
        'multiple_people' => [
            'requires' => ['camera'],
            'low' => ['enabled' => true, 'wait' => 6.0, 'severity' => 'high'],
            'standard' => ['enabled' => true, 'wait' => 2.0, 'severity' => 'high'],
            'high' => ['enabled' => true, 'wait' => 1.2, 'severity' => 'high'],
        ],
        'camera_covered' => [
            'requires' => ['camera'],
            'low' => ['enabled' => true, 'wait' => 6.0, 'severity' => 'high'],
            'standard' => ['enabled' => true, 'wait' => 2.0, 'severity' => 'high'],
            'high' => ['enabled' => true, 'wait' => 1.2, 'severity' => 'high'],
        ],
        'too_dark' => [
            'requires' => ['camera'],
            'low' => ['enabled' => true, 'wait' => 15.0, 'severity' => 'low'],
            'standard' => ['enabled' => true, 'wait' => 5.0, 'severity' => 'low'],
            'high' => ['enabled' => true, 'wait' => 3.0, 'severity' => 'low'],
        ],
        'frozen_video' => [
            'requires' => ['camera'],
            'low' => ['enabled' => true, 'wait' => 15.0, 'severity' => 'medium'],
            'standard' => ['enabled' => true, 'wait' => 5.0, 'severity' => 'medium'],
            'high' => ['enabled' => true, 'wait' => 3.0, 'severity' => 'medium'],
        ],
        'out_of_position' => [
            'requires' => ['camera'],
            'low' => ['enabled' => true, 'wait' => 30.0, 'severity' => 'low'],
            'standard' => ['enabled' => true, 'wait' => 10.0, 'severity' => 'low'],
            'high' => ['enabled' => true, 'wait' => 6.0, 'severity' => 'low'],
        ],
        'face_covered' => [
            'requires' => ['camera'],
            'low' => ['enabled' => true, 'wait' => 30.0, 'severity' => 'low'],
            'standard' => ['enabled' => true, 'wait' => 10.0, 'severity' => 'low'],
            'high' => ['enabled' => true, 'wait' => 6.0, 'severity' => 'low'],
        ],
        'person_without_face' => [
            'requires' => ['camera'],
            'low' => ['enabled' => false, 'wait' => 45.0, 'severity' => 'low'],
            'standard' => ['enabled' => true, 'wait' => 15.0, 'severity' => 'low'],
            'high' => ['enabled' => true, 'wait' => 15.0, 'severity' => 'medium'],
        ],
        'looking_away' => [
            'requires' => ['camera'],
            'low' => ['enabled' => true, 'wait' => 8.0, 'severity' => 'low'],
            'standard' => ['enabled' => true, 'wait' => 3.0, 'severity' => 'low'],
            'high' => ['enabled' => true, 'wait' => 2.0, 'severity' => 'medium'],
        ],
        'second_screen_visible' => [
            'requires' => ['camera'],
            'low' => ['enabled' => true, 'wait' => 30.0, 'severity' => 'medium'],
            'standard' => ['enabled' => true, 'wait' => 10.0, 'severity' => 'medium'],
            'high' => ['enabled' => true, 'wait' => 6.0, 'severity' => 'medium'],
        ],
        'phone_visible' => [
            'requires' => ['camera'],
            'low' => ['enabled' => false, 'wait' => 45.0, 'severity' => 'low'],
            'standard' => ['enabled' => true, 'wait' => 15.0, 'severity' => 'low'],
            'high' => ['enabled' => true, 'wait' => 15.0, 'severity' => 'low'],
        ],
        'speech' => [
            'requires' => ['microphone'],
            'low' => ['enabled' => false, 'wait' => 15.0, 'severity' => 'low'],
            'standard' => ['enabled' => true, 'wait' => 5.0, 'severity' => 'low'],
            'high' => ['enabled' => true, 'wait' => 3.0, 'severity' => 'low'],
        ],
        'microphone_silent' => [
            'requires' => ['microphone'],
            'low' => ['enabled' => true, 'wait' => 360.0, 'severity' => 'low'],
            'standard' => ['enabled' => true, 'wait' => 120.0, 'severity' => 'low'],
            'high' => ['enabled' => true, 'wait' => 60.0, 'severity' => 'medium'],
        ],
        'talking' => [
            'requires' => ['camera', 'microphone'],
            'low' => ['enabled' => false, 'wait' => 18.0, 'severity' => 'low'],
            'standard' => ['enabled' => true, 'wait' => 6.0, 'severity' => 'low'],
            'high' => ['enabled' => true, 'wait' => 4.0, 'severity' => 'low'],
        ],
        'tab_hidden' => [
            'requires' => [],
            'low' => ['enabled' => true, 'wait' => 3.0, 'severity' => 'high'],
            'standard' => ['enabled' => true, 'wait' => 1.0, 'severity' => 'high'],
            'high' => ['enabled' => true, 'wait' => 0.6, 'severity' => 'high'],
        ],
        'window_blurred' => [
            'requires' => [],
            'low' => ['enabled' => true, 'wait' => 9.0, 'severity' => 'medium'],
            'standard' => ['enabled' => true, 'wait' => 3.0, 'severity' => 'medium'],
            'high' => ['enabled' => true, 'wait' => 1.8, 'severity' => 'medium'],
        ],
        'clipboard_used' => [
            'requires' => [],
            'low' => ['enabled' => false, 'wait' => 0.0, 'severity' => 'low'],
            'standard' => ['enabled' => true, 'wait' => 0.0, 'severity' => 'low'],
            'high' => ['enabled' => true, 'wait' => 0.0, 'severity' => 'medium'],
        ],
        'fullscreen_left' => [
            'requires' => ['require_fullscreen'],
            'low' => ['enabled' => true, 'wait' => 6.0, 'severity' => 'medium'],
            'standard' => ['enabled' => true, 'wait' => 2.0, 'severity' => 'medium'],
            'high' => ['enabled' => true, 'wait' => 1.2, 'severity' => 'medium'],
        ],
        'camera_lost' => [
            'requires' => ['camera'],
            'low' => ['enabled' => true, 'wait' => 6.0, 'severity' => 'high'],
            'standard' => ['enabled' => true, 'wait' => 2.0, 'severity' => 'high'],
            'high' => ['enabled' => true, 'wait' => 1.2, 'severity' => 'high'],
        ],
        'microphone_lost' => [
            'requires' => ['microphone'],
            'low' => ['enabled' => true, 'wait' => 15.0, 'severity' => 'medium'],
            'standard' => ['enabled' => true, 'wait' => 5.0, 'severity' => 'medium'],
            'high' => ['enabled' => true, 'wait' => 3.0, 'severity' => 'medium'],
        ],
        'microphone_muted' => [
            'requires' => ['microphone'],
            'low' => ['enabled' => true, 'wait' => 15.0, 'severity' => 'medium'],
            'standard' => ['enabled' => true, 'wait' => 5.0, 'severity' => 'medium'],
            'high' => ['enabled' => true, 'wait' => 3.0, 'severity' => 'medium'],
        ],
        'screen_share_stopped' => [
            'requires' => ['screen'],
            'low' => ['enabled' => true, 'wait' => 6.0, 'severity' => 'high'],
            'standard' => ['enabled' => true, 'wait' => 2.0, 'severity' => 'high'],
            'high' => ['enabled' => true, 'wait' => 1.2, 'severity' => 'high'],
        ],
        'virtual_camera' => [
            'requires' => ['camera'],
            'low' => ['enabled' => true, 'wait' => 2.0, 'severity' => 'low'],
            'standard' => ['enabled' => true, 'wait' => 2.0, 'severity' => 'medium'],
            'high' => ['enabled' => true, 'wait' => 2.0, 'severity' => 'high'],
        ],
        'camera_changed' => [
            'requires' => ['camera'],
            'low' => ['enabled' => false, 'wait' => 0.0, 'severity' => 'low'],
            'standard' => ['enabled' => true, 'wait' => 0.0, 'severity' => 'low'],
            'high' => ['enabled' => true, 'wait' => 0.0, 'severity' => 'medium'],
        ],
        'microphone_changed' => [
            'requires' => ['microphone'],
            'low' => ['enabled' => false, 'wait' => 0.0, 'severity' => 'low'],
            'standard' => ['enabled' => true, 'wait' => 0.0, 'severity' => 'low'],
            'high' => ['enabled' => true, 'wait' => 0.0, 'severity' => 'low'],
        ],
        'extra_display' => [
            'requires' => [],
            'low' => ['enabled' => false, 'wait' => 30.0, 'severity' => 'low'],
            'standard' => ['enabled' => false, 'wait' => 10.0, 'severity' => 'low'],
            'high' => ['enabled' => true, 'wait' => 10.0, 'severity' => 'low'],
        ],
        'screen_not_whole' => [
            'requires' => ['screen'],
            'low' => ['enabled' => true, 'wait' => 30.0, 'severity' => 'high'],
            'standard' => ['enabled' => true, 'wait' => 10.0, 'severity' => 'high'],
            'high' => ['enabled' => true, 'wait' => 6.0, 'severity' => 'high'],
        ],
        'context_menu' => [
            'requires' => [],
            'low' => ['enabled' => false, 'wait' => 0.0, 'severity' => 'low'],
            'standard' => ['enabled' => false, 'wait' => 0.0, 'severity' => 'low'],
            'high' => ['enabled' => true, 'wait' => 0.0, 'severity' => 'low'],
        ],
        'print_screen' => [
            'requires' => [],
            'low' => ['enabled' => false, 'wait' => 0.0, 'severity' => 'low'],
            'standard' => ['enabled' => true, 'wait' => 0.0, 'severity' => 'low'],
            'high' => ['enabled' => true, 'wait' => 0.0, 'severity' => 'medium'],
        ],
        'page_left' => [
            'requires' => [],
            'low' => ['enabled' => true, 'wait' => 60.0, 'severity' => 'low'],
            'standard' => ['enabled' => true, 'wait' => 30.0, 'severity' => 'medium'],
            'high' => ['enabled' => true, 'wait' => 20.0, 'severity' => 'medium'],
        ],
        'clock_jump' => [
            'requires' => [],
            'low' => ['enabled' => false, 'wait' => 0.0, 'severity' => 'low'],
            'standard' => ['enabled' => true, 'wait' => 0.0, 'severity' => 'low'],
            'high' => ['enabled' => true, 'wait' => 0.0, 'severity' => 'low'],
        ],
        'panel_opened' => [
            'requires' => [],
            'low' => ['enabled' => false, 'wait' => 0.0, 'severity' => 'low'],
            'standard' => ['enabled' => false, 'wait' => 0.0, 'severity' => 'low'],
            'high' => ['enabled' => true, 'wait' => 0.0, 'severity' => 'low'],
        ],
        'page_zoom' => [
            'requires' => [],
            'low' => ['enabled' => false, 'wait' => 30.0, 'severity' => 'low'],
            'standard' => ['enabled' => false, 'wait' => 10.0, 'severity' => 'low'],
            'high' => ['enabled' => true, 'wait' => 10.0, 'severity' => 'low'],
        ],
        'second_session' => [
            'requires' => [],
            'low' => ['enabled' => true, 'wait' => 15.0, 'severity' => 'high'],
            'standard' => ['enabled' => true, 'wait' => 15.0, 'severity' => 'high'],
            'high' => ['enabled' => true, 'wait' => 15.0, 'severity' => 'high'],
        ],
        'stream_absent' => [
            'requires' => ['camera'],
            'low' => ['enabled' => true, 'wait' => 30.0, 'severity' => 'high'],
            'standard' => ['enabled' => true, 'wait' => 10.0, 'severity' => 'high'],
            'high' => ['enabled' => true, 'wait' => 10.0, 'severity' => 'high'],
        ],
        'screen_absent' => [
            'requires' => ['screen'],
            'low' => ['enabled' => true, 'wait' => 30.0, 'severity' => 'high'],
            'standard' => ['enabled' => true, 'wait' => 10.0, 'severity' => 'high'],
            'high' => ['enabled' => true, 'wait' => 10.0, 'severity' => 'high'],
        ],
        'pictures_unreadable' => [
            'requires' => ['camera'],
            'low' => ['enabled' => true, 'wait' => 0.0, 'severity' => 'low'],
            'standard' => ['enabled' => true, 'wait' => 0.0, 'severity' => 'medium'],
            'high' => ['enabled' => true, 'wait' => 0.0, 'severity' => 'medium'],
        ],
        'sensors_silent' => [
            'requires' => [],
            'low' => ['enabled' => true, 'wait' => 90.0, 'severity' => 'high'],
            'standard' => ['enabled' => true, 'wait' => 30.0, 'severity' => 'high'],
            'high' => ['enabled' => true, 'wait' => 30.0, 'severity' => 'high'],
        ],
        'readings_missing' => [
            'requires' => [],
            'low' => ['enabled' => true, 'wait' => 5.0, 'severity' => 'low'],
            'standard' => ['enabled' => true, 'wait' => 5.0, 'severity' => 'medium'],
            'high' => ['enabled' => true, 'wait' => 5.0, 'severity' => 'medium'],
        ],
        'network_changed' => [
            'requires' => [],
            'low' => ['enabled' => false, 'wait' => 0.0, 'severity' => 'low'],
            'standard' => ['enabled' => true, 'wait' => 0.0, 'severity' => 'low'],
            'high' => ['enabled' => true, 'wait' => 0.0, 'severity' => 'low'],
        ],
        'check_in_unproven' => [
            'requires' => [],
            'low' => ['enabled' => true, 'wait' => 0.0, 'severity' => 'medium'],
            'standard' => ['enabled' => true, 'wait' => 0.0, 'severity' => 'medium'],
            'high' => ['enabled' => true, 'wait' => 0.0, 'severity' => 'high'],
        ],
        'quiz_left' => [
            'requires' => [],
            'low' => ['enabled' => true, 'wait' => 30.0, 'severity' => 'low'],
            'standard' => ['enabled' => true, 'wait' => 10.0, 'severity' => 'medium'],
            'high' => ['enabled' => true, 'wait' => 5.0, 'severity' => 'medium'],
        ],
        'warning_limit' => [
            'requires' => ['most_warnings'],
            'low' => ['enabled' => true, 'wait' => 0.0, 'severity' => 'high'],
            'standard' => ['enabled' => true, 'wait' => 0.0, 'severity' => 'high'],
            'high' => ['enabled' => true, 'wait' => 0.0, 'severity' => 'high'],
        ],
        'absent_too_long' => [
            'requires' => ['camera', 'absence_minutes'],
            'low' => ['enabled' => true, 'wait' => 0.0, 'severity' => 'high'],
            'standard' => ['enabled' => true, 'wait' => 0.0, 'severity' => 'high'],
            'high' => ['enabled' => true, 'wait' => 0.0, 'severity' => 'high'],
        ],
        'breach_recorded' => [
            'requires' => [],
            'low' => ['enabled' => true, 'wait' => 0.0, 'severity' => 'high'],
            'standard' => ['enabled' => true, 'wait' => 0.0, 'severity' => 'high'],
            'high' => ['enabled' => true, 'wait' => 0.0, 'severity' => 'high'],
        ],
    ];
}
