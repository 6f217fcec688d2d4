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

use quizaccess_invigil\local\choice;

/**
 * What the tool is told of a teacher's choice.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class choice_test extends \PHPUnit\Framework\TestCase {
    /**
     * The claim, in full.
     */
    public function test_settings_data(): void {
        $choice = new choice(0, (object) [
            'preset' => 'high', 'camera' => '1', 'microphone' => '0', 'screen' => '1', 'allowed' => "Ábaco\n\n Libro ",
            'message' => 'a/b', 'timemodified' => '7',
        ]);
        $this->assertSame(
            '{"invigil":1,"revision":7,"preset":"high","camera":true,"microphone":false,"screen":true,'
                . '"require_fullscreen":true,"admission":"proctor","allowed_resources":["Ábaco","Libro"],"message":"a/b"}',
            $choice->settings_data()
        );
        $this->assertStringContainsString('"screen":false', (new choice(0, (object) ['timemodified' => '7']))->settings_data());
        $this->assertSame([3, 12], (new choice(0, (object) ['proctors' => '3,12']))->proctor_ids());
    }

    /**
     * Rules that were changed are told with the preset "custom" only, and stay when another one is chosen meanwhile.
     */
    public function test_rules_are_told(): void {
        $more = '{"rules":{"tab_hidden":{"enabled":false},"face_missing":{"debounce_s":8.5,"severity":"high"},"new_one":{"enabled":true}}}';
        $data = (new choice(0, (object) ['preset' => 'custom', 'more' => $more]))->settings_data();
        $this->assertStringEndsWith(substr($more, 1, -1) . '}', $data);
        $this->assertStringEndsWith('"rules":{}}', (new choice(0, (object) ['preset' => 'custom']))->settings_data());
        $this->assertArrayNotHasKey('rules', json_decode((new choice(0, (object) ['more' => $more]))->settings_data(), true));
    }

    /**
     * What came with somebody's backup is told as far as it can be, and nothing fails.
     */
    public function test_what_cannot_be_read(): void {
        $this->assertSame([], (new choice(0, (object) ['more' => 'x']))->chosen()['rules']);
        $more = json_encode(['fields' => 'x', 'rules' => [
            'face_missing' => ['debounce_s' => 601], 'too_dark' => ['severity' => 'x'], 'tab_hidden' => ['enabled' => 1],
            'camera_lost' => 'x', "it's" => ['enabled' => true], 'camera_covered' => ['debounce_s' => 0, 'x' => 1],
        ]]);
        $choice = new choice(0, (object) ['preset' => 'custom', 'more' => $more]);
        $this->assertSame(['camera_covered' => ['debounce_s' => 0]], $choice->chosen()['rules']);
        $this->assertStringEndsWith('"rules":{"camera_covered":{"debounce_s":0}}}', $choice->settings_data());
    }

    /**
     * What is noted: by the preset and what was changed, and only about what is captured or asked for.
     */
    public function test_noted(): void {
        $bare = ['camera' => '0', 'microphone' => '0', 'screen' => '0', 'fullscreen' => '0'];
        $noted = fn($row) => (new choice(0, (object) ($row + $bare)))->noted();
        $conduct = ['warning_limit', 'breach_recorded'];
        $low = ['second_session', 'sensors_silent', 'readings_missing', 'check_in_unproven', ...$conduct];
        $server = ['second_session', 'sensors_silent', 'readings_missing', 'network_changed', 'check_in_unproven', ...$conduct];
        $page = ['print_screen', 'page_left', 'clock_jump'];
        $all = ['tab_hidden', 'window_blurred', 'clipboard_used', ...$page, ...$server];
        $this->assertSame($all, $noted(['preset' => 'standard']));
        $this->assertSame(['tab_hidden', 'window_blurred', 'page_left', ...$low], $noted(['preset' => 'low']));
        $more = '{"rules":{"tab_hidden":{"enabled":false},"fullscreen_left":{"enabled":true}}}';
        $this->assertSame(
            ['window_blurred', 'clipboard_used', ...$page, ...$server], $noted(['preset' => 'custom', 'more' => $more])
        );
        $this->assertContains('fullscreen_left', $noted(['preset' => 'high', 'fullscreen' => '1']));
        $this->assertNotContains('warning_limit', $noted(['preset' => 'high', 'more' => '{"fields":{"most_warnings":0}}']));
    }

    /**
     * Values go into the table and come out of it; what is in the column `more` and not known here stays there.
     */
    public function test_columns(): void {
        $row = ['more' => '{"fields":{"later":5},"rules":{"tab_hidden":{"enabled":false}},"else":["x"]}'];
        $columns = choice::columns(['preset' => 'custom', 'camera' => 1, 'rules' => ['too_dark' => ['enabled' => false]]], $row);
        $this->assertSame(
            ['fields' => ['later' => 5], 'rules' => ['too_dark' => ['enabled' => false]], 'else' => ['x']],
            array_replace(['fields' => 0, 'rules' => 0, 'else' => 0], json_decode($columns['more'], true))
        );
        $this->assertSame([1, 'custom', ''], [$columns['camera'], $columns['preset'], $columns['proctors']]);
        $this->assertArrayNotHasKey('screen', $columns);
        $this->assertNull(choice::columns(['preset' => 'low'])['more']);
    }

    /**
     * No two quizzes have the same name towards the tool.
     */
    public function test_new_linkid(): void {
        $this->assertMatchesRegularExpression('/^quiz-[0-9a-f]{24}$/', choice::new_linkid());
        $this->assertNotSame(choice::new_linkid(), choice::new_linkid());
    }
}
