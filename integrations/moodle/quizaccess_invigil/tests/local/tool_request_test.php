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
 * Requests of the tool's server.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers     \quizaccess_invigil\local\tool_request
 */
final class tool_request_test extends \basic_testcase {
    /**
     * Which answers are taken.
     */
    public function test_accept(): void {
        $types = [tool_request::CONTROL, tool_request::JSON];
        foreach (['', '*/*', 'application/json', 'text/html, application/*;q=0.5', tool_request::CONTROL] as $accept) {
            $this->assertTrue(tool_request::is_acceptable($accept, $types), $accept);
        }
        $this->assertFalse(tool_request::is_acceptable('text/html', $types));
        $this->assertFalse(tool_request::is_acceptable('application/xml;q=1', $types));
    }
}
