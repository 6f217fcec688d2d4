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

use curl;
use quizaccess_invigil\lti\signer;
use quizaccess_invigil\lti\tool;

/**
 * Asks Invigil for what it keeps about a person, or to delete it.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class tool_people {
    /** @var int Seconds to wait for an answer. */
    const TIMEOUT = 20;

    /** @var string Where Invigil answers. */
    const PATH = '/lti/platform/people';

    /** @var int Seconds that a token lives. */
    const TOKEN_LIFE = 60;

    /**
     * What Invigil keeps about a person's attempts.
     *
     * @param int $userid
     * @param string[] $linkids resource link ids of quizzes (choice.linkid)
     * @return array[] one per attempt, as Invigil gives them
     * @throws \moodle_exception if it could not be asked
     */
    public function export(int $userid, array $linkids): array {
        $answer = $this->ask('export', $userid, $linkids);
        if (!isset($answer['attempts']) || !is_array($answer['attempts'])) {
            throw new \moodle_exception('error_people', 'quizaccess_invigil', '', 'attempts');
        }
        return $answer['attempts'];
    }

    /**
     * Has Invigil delete what it keeps about a person's attempts: recordings, pictures, incidents, messages.
     *
     * @param int $userid
     * @param string[] $linkids resource link ids of quizzes (choice.linkid)
     * @throws \moodle_exception if it could not be asked, or has not done it
     */
    public function delete(int $userid, array $linkids): void {
        $answer = $this->ask('delete', $userid, $linkids);
        if (!isset($answer['deleted']) || !is_int($answer['deleted'])) {
            throw new \moodle_exception('error_people', 'quizaccess_invigil', '', 'deleted');
        }
    }

    /**
     * One request.
     *
     * @param string $what export or delete
     * @param int $userid
     * @param string[] $linkids
     * @return array the answer
     */
    private function ask(string $what, int $userid, array $linkids): array {
        global $CFG;
        require_once($CFG->libdir . '/filelib.php');
        $tool = tool::connected();
        if (!$tool) {
            throw new \moodle_exception('error_people', 'quizaccess_invigil', '', get_string('notconnected', 'quizaccess_invigil'));
        }
        $curl = new curl();
        $curl->setHeader([
            'Authorization: Bearer ' . self::token($tool, time()),
            'Content-Type: application/json',
            'Accept: application/json',
        ]);
        $body = json_encode(['user' => (string) $userid, 'resource_links' => array_values($linkids)]);
        $answer = $curl->post($tool->origin . self::PATH . '/' . $what, $body, [
            'CURLOPT_TIMEOUT' => self::TIMEOUT,
            'CURLOPT_CONNECTTIMEOUT' => self::TIMEOUT,
            'CURLOPT_FOLLOWLOCATION' => false,
        ]);
        $status = (int) ($curl->get_info()['http_code'] ?? 0);
        $read = json_decode((string) $answer, true);
        if ($curl->get_errno() || $status !== 200 || !is_array($read)) {
            $why = $curl->get_errno() ? $curl->error : 'HTTP ' . $status;
            throw new \moodle_exception('error_people', 'quizaccess_invigil', '', $why);
        }
        return $read;
    }

    /**
     * What proves to Invigil that this site asks: a JWT for this one purpose, signed with the key of the LTI messages.
     *
     * @param tool $tool
     * @param int $now
     * @return string
     */
    private static function token(tool $tool, int $now): string {
        global $CFG;
        return signer::sign([
            'iss' => $CFG->wwwroot,
            'sub' => $tool->clientid,
            'aud' => $tool->origin . self::PATH,
            'iat' => $now,
            'exp' => $now + self::TOKEN_LIFE,
            'jti' => bin2hex(random_bytes(16)),
            'https://purl.imsglobal.org/spec/lti/claim/deployment_id' => (string) $tool->typeid,
        ]);
    }
}
