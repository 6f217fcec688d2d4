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
 * What every script that the tool's server calls does: read a JSON body, answer JSON.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class service_request {
    /** @var int The longest body that is read, in bytes. */
    const MAX_BYTES = 256 * 1024;

    /** @var int How deep a body may be nested. */
    const MAX_DEPTH = 16;

    /**
     * The body of this POST request.
     *
     * @param string[] $mediatypes those that are taken, in lower case
     * @return \stdClass
     * @throws refused 405, 415, 413, 400
     */
    public static function read_json(array $mediatypes): \stdClass {
        return self::parse(
            $_SERVER['REQUEST_METHOD'] ?? '',
            $_SERVER['CONTENT_TYPE'] ?? '',
            self::body(),
            $mediatypes
        );
    }

    /**
     * A body, checked.
     *
     * @param string $method HTTP method
     * @param string $contenttype the header, with or without parameters
     * @param string $body at most MAX_BYTES + 1 bytes of it
     * @param string[] $mediatypes those that are taken, in lower case
     * @return \stdClass
     * @throws refused 405, 415, 413, 400
     */
    public static function parse(string $method, string $contenttype, string $body, array $mediatypes): \stdClass {
        if ($method !== 'POST') {
            throw new refused('refused_method', 405, 'invalid_request', 'POST');
        }
        if (!in_array(strtolower(trim(explode(';', $contenttype, 2)[0])), $mediatypes, true)) {
            throw new refused('refused_mediatype', 415, 'invalid_request', reset($mediatypes));
        }
        if (strlen($body) > self::MAX_BYTES) {
            throw new refused('refused_toolarge', 413);
        }
        $json = json_decode($body, false, self::MAX_DEPTH);
        if (!$json instanceof \stdClass) {
            throw new refused('refused_json');
        }
        return $json;
    }

    /**
     * The Authorization header. Some web servers hand it on under another name, or only by apache_request_headers().
     *
     * @return string '' if there is none
     */
    public static function authorization(): string {
        $headers = function_exists('apache_request_headers') ? array_change_key_case((array) apache_request_headers()) : [];
        return trim((string) (
            $_SERVER['HTTP_AUTHORIZATION'] ?? $_SERVER['REDIRECT_HTTP_AUTHORIZATION'] ?? $headers['authorization'] ?? ''
        ));
    }

    /**
     * The bearer token of an Authorization header.
     *
     * @param string $authorization
     * @return string '' if there is none
     */
    public static function bearer(string $authorization): string {
        return preg_match('~^Bearer +([A-Za-z0-9._\-+/=]+)$~i', $authorization, $found) ? $found[1] : '';
    }

    /**
     * The body of this request.
     *
     * @return string cut off behind MAX_BYTES + 1 bytes, so that parse() can tell
     */
    public static function body(): string {
        return (string) file_get_contents('php://input', false, null, 0, self::MAX_BYTES + 1);
    }

    /**
     * Answers and ends.
     *
     * @param int $status HTTP status
     * @param array $body becomes JSON
     * @param string $mediatype
     */
    public static function answer(int $status, array $body, string $mediatype = 'application/json'): never {
        http_response_code($status);
        header("Content-Type: {$mediatype}; charset=utf-8");
        header('Cache-Control: no-store');
        header('X-Content-Type-Options: nosniff');
        if ($status === 401) {
            header('WWW-Authenticate: Bearer');
        }
        echo json_encode($body, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_INVALID_UTF8_SUBSTITUTE);
        exit;
    }

    /**
     * Answers a refusal and ends.
     *
     * @param refused $why
     */
    public static function refuse(refused $why): never {
        self::answer($why->status, $why->as_answer());
    }
}
