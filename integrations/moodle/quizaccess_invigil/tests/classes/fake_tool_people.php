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

namespace quizaccess_invigil\tests;

use quizaccess_invigil\local\tool_people;

/**
 * An Invigil that keeps one thing about everybody, and can be away.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class fake_tool_people extends tool_people {
    /** @var bool Whether it can be reached. */
    public bool $away = false;

    /** @var array[] What it was asked to delete: user id and resource link ids. */
    public array $deleted = [];

    /**
     * Answers.
     *
     * @param int $userid
     * @param string[] $linkids
     * @return array[]
     */
    public function export(int $userid, array $linkids): array {
        $this->answer();
        return [['user' => $userid, 'quiz' => $linkids[0], 'incidents' => 3]];
    }

    /**
     * Remembers.
     *
     * @param int $userid
     * @param string[] $linkids
     */
    public function delete(int $userid, array $linkids): void {
        $this->answer();
        $this->deleted[] = [$userid, $linkids];
    }

    /**
     * Is away, or not.
     */
    private function answer(): void {
        if ($this->away) {
            throw new \moodle_exception('error_people', 'quizaccess_invigil', '', 'HTTP 503');
        }
    }
}
