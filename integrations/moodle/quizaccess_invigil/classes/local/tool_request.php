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

use quizaccess_invigil\lti\access_tokens;
use quizaccess_invigil\lti\refused;
use quizaccess_invigil\lti\service_request;

/**
 * What acs.php, presence.php and review_outcome.php have in common: a POST of JSON with an access token, answered in JSON.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class tool_request {
    /** @var string Plain JSON. */
    const JSON = 'application/json';

    /** @var string The media type of the Assessment Control Service. */
    const CONTROL = 'application/vnd.ims.lti-ap.v1.control+json';

    /**
     * Serves this request and ends.
     *
     * @param string $script its name, for the log
     * @param string[] $mediatypes what it takes; the first one is what it answers
     * @param callable $action gets the decoded body as an array, returns the answer as an array
     */
    public static function serve(string $script, array $mediatypes, callable $action): never {
        try {
            $answer = $action(self::body($mediatypes));
        } catch (refused $e) {
            self::refuse($script, $e->status, $e->errorcode, $e->as_answer());
        } catch (refusal $e) {
            self::refuse($script, $e->status, $e->error, ['error' => $e->error, 'error_description' => $e->getMessage()]);
        } catch (\Throwable $e) {
            abort_all_db_transactions();
            // The place is for the server's log, the words only for developers: they may hold data of people.
            error_log("quizaccess_invigil $script: " . get_class($e) . ' at ' . $e->getFile() . ':' . $e->getLine());
            debugging(get_class($e) . ': ' . $e->getMessage(), DEBUG_DEVELOPER, $e->getTrace());
            service_request::answer(500, ['error' => 'server_error', 'error_description' => 'Moodle could not do it now.']);
        }
        service_request::answer(200, $answer, $mediatypes[0]);
    }

    /**
     * The body of a request that may be served.
     *
     * @param string[] $mediatypes
     * @return array
     * @throws refused 400, 401, 405, 413, 415
     * @throws refusal 406
     */
    private static function body(array $mediatypes): array {
        if (($_SERVER['REQUEST_METHOD'] ?? '') === 'POST') {
            access_tokens::check_request();
        }
        if (!self::is_acceptable($_SERVER['HTTP_ACCEPT'] ?? '', $mediatypes)) {
            throw new refusal(406, 'not_acceptable', 'The answer is ' . $mediatypes[0] . '.');
        }
        return json_decode(json_encode(service_request::read_json($mediatypes)), true);
    }

    /**
     * Whether the caller takes what we answer. JSON of any name will do.
     *
     * @param string $accept the header
     * @param string[] $mediatypes
     * @return bool
     */
    public static function is_acceptable(string $accept, array $mediatypes): bool {
        $named = array_map(fn($range) => strtolower(trim(explode(';', $range)[0])), explode(',', $accept));
        return trim($accept) === '' || (bool) array_intersect($named, [...$mediatypes, self::JSON, '*/*', 'application/*']);
    }

    /**
     * Refuses, and ends.
     *
     * @param string $script
     * @param int $status
     * @param string $reason
     * @param array $answer
     */
    private static function refuse(string $script, int $status, string $reason, array $answer): never {
        refusal_log::note($script, $reason, $status, time());
        if ($status === 405) {
            header('Allow: POST');
        }
        service_request::answer($status, $answer);
    }
}
