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

namespace quizaccess_invigil;

use quizaccess_invigil\lti\self_test;
use quizaccess_invigil\tests\lti_tool_trait;

/**
 * What the self-test makes of a tool that is silent, or talks nonsense.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers     \quizaccess_invigil\lti\self_test
 */
final class lti_self_test_test extends \advanced_testcase {
    use lti_tool_trait;

    /**
     * A site that may call any address.
     */
    protected function setUp(): void {
        global $CFG;
        parent::setUp();
        require_once($CFG->dirroot . '/mod/lti/locallib.php');
        require_once($CFG->libdir . '/filelib.php');
        $this->resetAfterTest();
        set_config('curlsecurityblockedhosts', '');
        set_config('curlsecurityallowedport', '');
    }

    /**
     * Runs the test.
     *
     * @param string ...$answers of the tool: health, keys, its own test; none: it is not there
     * @return string[] what was found, by the title of the check
     */
    private function run_test(string ...$answers): array {
        $tool = $this->connect_tool();
        foreach (array_reverse($answers) as $answer) {
            \curl::mock_response($answer);
        }
        $results = (new self_test($tool, time()))->run();
        foreach ($results as $result) {
            $this->assertStringNotContainsString('[[', implode($result));
        }
        return array_column($results, 'status', 'title');
    }

    /**
     * A title.
     *
     * @param string $check
     * @return string
     */
    private static function title(string $check): string {
        return get_string("selftest_$check", 'quizaccess_invigil');
    }

    /**
     * What the tool may say about its keys and about itself, and what is found.
     *
     * @return array[]
     */
    public static function answers(): array {
        $keys = '{"keys": [{"kid": "a"}]}';
        return [
            'all is well' => [$keys, '{"checks": [{"title": "Keys", "status": "ok"}]}', self_test::OK, 'theirs', self_test::OK],
            'nothing' => ['', '', self_test::FAILED, 'remote', self_test::FAILED],
            'pages' => ['<html>', '<html>', self_test::FAILED, 'remote', self_test::FAILED],
            'words' => ['"keys"', '"checks"', self_test::FAILED, 'remote', self_test::FAILED],
            'no lists' => ['{"keys": "x"}', '{"checks": "x"}', self_test::FAILED, 'remote', self_test::FAILED],
            'lists of words' => ['{"keys": ["x"]}', '{"checks": ["x"]}', self_test::FAILED, 'remote', self_test::FAILED],
            'checks without words' => [$keys, '{"checks": [{"title": [], "status": {}}]}', self_test::OK, '', self_test::UNKNOWN],
        ];
    }

    /**
     * What is found.
     *
     * @dataProvider answers
     * @param string $keys
     * @param string $remote
     * @param string $keysfound
     * @param string $check the one that says what became of the tool's own test
     * @param string $remotefound
     */
    public function test_answers(string $keys, string $remote, string $keysfound, string $check, string $remotefound): void {
        $found = $this->run_test('ok', $keys, $remote);
        $this->assertSame(self_test::OK, $found[self::title('answers')]);
        $this->assertSame($keysfound, $found[self::title('keys')]);
        $title = $check === 'remote' ? self::title('remote')
            : get_string('selftest_theirs', 'quizaccess_invigil', $check === 'theirs' ? 'Keys' : '');
        $this->assertSame($remotefound, $found[$title]);
    }

    /**
     * A tool that is not there: three checks fail, and the page says so in words.
     */
    public function test_silent(): void {
        global $DB;
        $this->connect_tool();
        $DB->set_field('quizaccess_invigil_tool', 'origin', 'http://127.0.0.1:1');
        $DB->set_field('lti_types_config', 'value', 'http://127.0.0.1:1/jwks.json', ['name' => 'publickeyset']);
        $results = (new self_test(\quizaccess_invigil\lti\tool::connected(), time()))->run();
        $this->assertSame(
            [self_test::OK, self_test::FAILED, self_test::FAILED, self_test::FAILED, self_test::UNKNOWN],
            array_column($results, 'status')
        );
        $this->assertStringContainsString('http://127.0.0.1:1', $results[1]['text']);
    }
}
