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

use quizaccess_invigil\lti\refused;
use quizaccess_invigil\lti\service_request;

/**
 * What the tool's server may send.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class service_request_test extends \PHPUnit\Framework\TestCase {
    /**
     * A body with one of the media types that are taken, with or without parameters.
     */
    public function test_parse(): void {
        $types = ['application/json', 'application/vnd.ims.lti-ap.v1.control+json'];
        foreach (['application/json', 'Application/JSON; charset=utf-8', $types[1]] as $type) {
            $this->assertSame(1, service_request::parse('POST', $type, '{"a":1}', $types)->a);
        }
    }

    /**
     * What is no request.
     *
     * @dataProvider wrong
     * @param string $method
     * @param string $type
     * @param string $body
     */
    public function test_refused(string $method, string $type, string $body): void {
        $this->expectException(refused::class);
        service_request::parse($method, $type, $body, ['application/json']);
    }

    /**
     * One thing wrong each.
     *
     * @return array[]
     */
    public static function wrong(): array {
        return [
            'GET' => ['GET', 'application/json', '{}'],
            'a form' => ['POST', 'application/x-www-form-urlencoded', '{}'],
            'a list' => ['POST', 'application/json', '[]'],
            'no JSON' => ['POST', 'application/json', '{'],
            'too long' => ['POST', 'application/json', '{"a":"' . str_repeat('x', service_request::MAX_BYTES) . '"}'],
            'too deep' => ['POST', 'application/json', str_repeat('{"a":', 20) . '1' . str_repeat('}', 20)],
        ];
    }

    /**
     * Only a bearer token is one.
     */
    public function test_bearer(): void {
        $this->assertSame('abc.d-e_f', service_request::bearer('bearer abc.d-e_f'));
        foreach (['', 'Basic abc', 'Bearer', 'Bearer a b', 'xBearer abc'] as $header) {
            $this->assertSame('', service_request::bearer($header));
        }
    }
}
