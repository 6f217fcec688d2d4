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

namespace quizaccess_invigil\lti;

/**
 * Why a request that speaks LTI is not granted. Its errorcode is a string of this plugin; whoever may read the answer
 * can be shown it, for it holds no personal data and no secret.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class refused extends \moodle_exception {
    /**
     * A refusal.
     *
     * @param string $code key of a string of quizaccess_invigil
     * @param int $status HTTP status, 4xx, or 502 where the tool's keys cannot be read
     * @param string $error error code for programs, of OAuth 2 or OpenID Connect
     * @param mixed $a what the string is filled with
     */
    public function __construct(
        string $code,
        /** @var int HTTP status. */
        public readonly int $status = 400,
        /** @var string Error code for programs. */
        public readonly string $error = 'invalid_request',
        mixed $a = null,
    ) {
        parent::__construct($code, 'quizaccess_invigil', '', $a);
    }

    /**
     * The refusal as a JSON answer.
     *
     * @return array error and error_description, as in RFC 6749
     */
    public function as_answer(): array {
        return ['error' => $this->error, 'error_description' => get_string($this->errorcode, $this->module, $this->a)];
    }
}
