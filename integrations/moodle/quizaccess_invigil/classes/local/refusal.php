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
 * Why the tool's request is not done: an HTTP status, a code for programs and a sentence for whoever reads the tool's log.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class refusal extends \Exception {
    /**
     * A refusal.
     *
     * @param int $status HTTP status, 4xx
     * @param string $error such as invalid_request
     * @param string $message a sentence without personal data
     */
    public function __construct(
        /** @var int */
        public readonly int $status,
        /** @var string */
        public readonly string $error,
        string $message,
    ) {
        parent::__construct($message);
    }
}
