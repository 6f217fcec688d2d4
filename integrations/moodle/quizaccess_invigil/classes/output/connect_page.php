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

namespace quizaccess_invigil\output;

use moodle_url;
use quizaccess_invigil\lti\connection;
use quizaccess_invigil\lti\self_test;
use quizaccess_invigil\lti\tool;
use renderable;
use renderer_base;
use templatable;

/**
 * The administrator's page about the connection: how to connect, or what is connected and whether it works.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class connect_page implements renderable, templatable {
    /** @var string[] Look of a result, by its status. */
    const LOOKS = [
        self_test::OK => 'bg-success text-white',
        self_test::FAILED => 'bg-danger text-white',
        self_test::UNKNOWN => 'bg-secondary text-dark',
    ];

    /**
     * The page.
     *
     * @param tool|null $tool the connected tool
     * @param string $url what was pasted, if something was
     * @param string $error what is wrong with it, plain text
     * @param array[]|null $results of the self-test, if it ran
     */
    public function __construct(
        /** @var tool|null */
        private readonly ?tool $tool,
        /** @var string */
        private readonly string $url = '',
        /** @var string */
        private readonly string $error = '',
        /** @var array[]|null */
        private readonly ?array $results = null,
    ) {
    }

    /**
     * What the template is filled with.
     *
     * @param renderer_base $output
     * @return array
     */
    public function export_for_template(renderer_base $output) {
        return [
            'action' => self::address()->out(false),
            'sesskey' => sesskey(),
            'url' => $this->url,
            'error' => $this->error,
            'connected' => $this->tool ? [
                'origin' => $this->tool->origin,
                'since' => userdate(connection::since()),
                'settingsurl' => (new moodle_url('/mod/lti/typessettings.php', [
                    'action' => 'update',
                    'id' => $this->tool->typeid,
                    'sesskey' => sesskey(),
                ]))->out(false),
                'tested' => $this->results !== null,
                'results' => array_map([self::class, 'result'], $this->results ?? []),
                'again' => $this->error !== '',
            ] : null,
            'forgotten' => $this->tool ? null : connection::forgotten(),
        ];
    }

    /**
     * The page's address.
     *
     * @param array $params
     * @return moodle_url
     */
    public static function address(array $params = []): moodle_url {
        return new moodle_url('/mod/quiz/accessrule/invigil/connect.php', $params);
    }

    /**
     * A result of the self-test.
     *
     * @param array $result
     * @return array
     */
    private static function result(array $result): array {
        return $result + [
            'look' => self::LOOKS[$result['status']],
            'word' => get_string('selftest_status_' . $result['status'], 'quizaccess_invigil'),
        ];
    }
}
