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

use quizaccess_invigil\tests\configured_quiz_trait;

/**
 * What counts as an answer of Invigil about a person.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers     \quizaccess_invigil\local\tool_people
 */
final class tool_people_test extends \advanced_testcase {
    use configured_quiz_trait;

    /**
     * Answers that say something.
     */
    public function test_answers(): void {
        $this->make_course();
        $this->connect();
        \curl::mock_response('{"attempts": [{"id": 1}]}');
        $this->assertSame([['id' => 1]], (new tool_people())->export(5, ['quiz-1']));
        \curl::mock_response('{"deleted": 0}');
        (new tool_people())->delete(5, ['quiz-1']);
    }

    /**
     * Answers that do not.
     *
     * @dataProvider refused
     * @param string $answer
     */
    public function test_no_answer(string $answer): void {
        $this->make_course();
        $this->connect();
        \curl::mock_response($answer);
        $this->expectException(\moodle_exception::class);
        (new tool_people())->delete(5, ['quiz-1']);
    }

    /**
     * What must not pass for "deleted".
     *
     * @return array[]
     */
    public static function refused(): array {
        return ['nothing' => [''], 'a page' => ['<html>'], 'another' => ['{"attempts": []}'], 'a word' => ['{"deleted": "yes"}']];
    }

    /**
     * Without a connection nobody is asked.
     */
    public function test_not_connected(): void {
        $this->make_course();
        $this->expectException(\moodle_exception::class);
        (new tool_people())->export(5, ['quiz-1']);
    }
}
