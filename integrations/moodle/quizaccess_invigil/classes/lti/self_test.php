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

use core\files\curl_security_helper;

/**
 * Tries the connection, both ways, and says in an administrator's words what is wrong and what to do.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class self_test {
    /** @var string It works. */
    const OK = 'ok';

    /** @var string It does not work. */
    const FAILED = 'failed';

    /** @var string It cannot be told. */
    const UNKNOWN = 'unknown';

    /** @var int Seconds for an answer of the tool. */
    const TIMEOUT = 8;

    /** @var int Seconds for the tool's own test, in which it calls this site in turn. */
    const REMOTE_TIMEOUT = 25;

    /**
     * A test of one connection.
     *
     * @param tool $tool
     * @param int $now
     */
    public function __construct(
        /** @var tool */
        private readonly tool $tool,
        /** @var int */
        private readonly int $now,
    ) {
    }

    /**
     * Runs all checks.
     *
     * @return array[] each with title, status (OK, FAILED or UNKNOWN) and text, all plain text
     */
    public function run(): array {
        $blocked = $this->security();
        if ($blocked['status'] === self::FAILED) {
            // Everything else would only say the same in other words.
            return [$blocked, $this->presence()];
        }
        return [$blocked, $this->answers(), $this->keys(), ...$this->remote(), $this->presence()];
    }

    /**
     * Whether Moodle's own security settings let it call the tool.
     *
     * @return array
     */
    private function security(): array {
        $helper = new curl_security_helper();
        foreach ([$this->tool->origin . '/healthz', $this->tool->jwksurl] as $url) {
            if ($helper->url_is_blocked($url)) {
                $parts = parse_url($url);
                return self::result('security', self::FAILED, 'blocked', [
                    'host' => $parts['host'] ?? '',
                    'port' => $parts['port'] ?? (($parts['scheme'] ?? '') === 'http' ? 80 : 443),
                ]);
            }
        }
        return self::result('security', self::OK, 'ok');
    }

    /**
     * Whether the tool answers.
     *
     * @return array
     */
    private function answers(): array {
        [$status, , $error] = self::call('get', $this->tool->origin . '/healthz', self::TIMEOUT);
        return match (true) {
            $status === 0 => self::result('answers', self::FAILED, 'silent', ['origin' => $this->tool->origin, 'error' => $error]),
            $status !== 200 => self::result('answers', self::FAILED, 'status', $status),
            default => self::result('answers', self::OK, 'ok'),
        };
    }

    /**
     * Whether the tool's keys can be read; without them nothing that it signs is believed.
     *
     * @return array
     */
    private function keys(): array {
        [$status, $body] = self::call('get', $this->tool->jwksurl, self::TIMEOUT);
        $keys = $status === 200 ? json_decode($body, true)['keys'] ?? null : null;
        $there = is_array($keys) && array_filter($keys, 'is_array');
        return self::result('keys', $there ? self::OK : self::FAILED, $there ? 'ok' : 'none', $this->tool->jwksurl);
    }

    /**
     * What the tool finds when it calls this site: keys, tokens, services.
     *
     * @return array[]
     */
    private function remote(): array {
        [$status, $body] = self::call('post', $this->tool->origin . '/lti/platform/test', self::REMOTE_TIMEOUT, [
            'Authorization: Bearer ' . $this->token(),
            'Content-Type: application/json',
            'Accept: application/json',
        ]);
        if ($status === 404 || $status === 405) {
            return [self::result('remote', self::UNKNOWN, 'missing')];
        }
        $checks = $status === 200 ? json_decode($body, true)['checks'] ?? null : null;
        $checks = is_array($checks) ? array_filter($checks, 'is_array') : [];
        if (!$checks) {
            return [self::result('remote', self::FAILED, 'refused', ['status' => $status, 'jwks' => platform::jwks_url()])];
        }
        return array_map([self::class, 'theirs'], array_slice(array_values($checks), 0, 20));
    }

    /**
     * Whether the tool reports who it sees.
     *
     * @return array
     */
    private function presence(): array {
        $heard = $this->tool->heardat;
        $when = $heard ? userdate($heard, get_string('strftimedatetimeshort', 'langconfig')) : '';
        return match (true) {
            $this->tool->is_heard($this->now) => self::result('presence', self::OK, 'ok', $when),
            $heard > 0 => self::result('presence', self::UNKNOWN, 'old', $when),
            default => self::result('presence', self::UNKNOWN, 'never'),
        };
    }

    /**
     * The token by which the tool knows that this site asks.
     *
     * @return string JWT
     */
    private function token(): string {
        return signer::sign([
            'iss' => platform::issuer(),
            'aud' => $this->tool->origin . '/lti/platform/test',
            'sub' => $this->tool->clientid,
            'iat' => $this->now,
            'exp' => $this->now + 60,
            'jti' => bin2hex(random_bytes(16)),
            claim::DEPLOYMENT_ID => (string) $this->tool->typeid,
        ]);
    }

    /**
     * A check that the tool has made.
     *
     * @param array $check
     * @return array
     */
    private static function theirs(array $check): array {
        $text = fn(string $name): string => is_string($check[$name] ?? null) ? \core_text::substr($check[$name], 0, 500) : '';
        $status = $text('status');
        return [
            'title' => get_string('selftest_theirs', 'quizaccess_invigil', $text('title') ?: $text('name')),
            'status' => in_array($status, [self::OK, self::FAILED], true) ? $status : self::UNKNOWN,
            'text' => $text('text'),
        ];
    }

    /**
     * A result of ours.
     *
     * @param string $check
     * @param string $status
     * @param string $finding second half of the string that says what was found and what to do
     * @param mixed $a what that string is filled with
     * @return array
     */
    private static function result(string $check, string $status, string $finding, mixed $a = null): array {
        return [
            'title' => get_string("selftest_{$check}", 'quizaccess_invigil'),
            'status' => $status,
            'text' => get_string("selftest_{$check}_{$finding}", 'quizaccess_invigil', $a),
        ];
    }

    /**
     * Calls the tool.
     *
     * @param string $method get or post
     * @param string $url
     * @param int $timeout seconds
     * @param string[] $headers
     * @return array HTTP status (0: no answer), body, error
     */
    private static function call(string $method, string $url, int $timeout, array $headers = []): array {
        global $CFG;
        require_once($CFG->libdir . '/filelib.php');
        $curl = new \curl();
        $curl->setHeader($headers);
        $options = ['CURLOPT_TIMEOUT' => $timeout, 'CURLOPT_CONNECTTIMEOUT' => 5, 'CURLOPT_FOLLOWLOCATION' => 0];
        $body = $method === 'post' ? $curl->post($url, '{}', $options) : $curl->get($url, [], $options);
        $failed = $curl->get_errno() !== 0;
        return [$failed ? 0 : (int) ($curl->get_info()['http_code'] ?? 0), (string) $body, $failed ? (string) $curl->error : ''];
    }
}
