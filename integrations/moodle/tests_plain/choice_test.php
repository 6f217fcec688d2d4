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
     * No two quizzes have the same name towards the tool.
     */
    public function test_new_linkid(): void {
        $this->assertMatchesRegularExpression('/^quiz-[0-9a-f]{24}$/', choice::new_linkid());
        $this->assertNotSame(choice::new_linkid(), choice::new_linkid());
    }
}
