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

use Firebase\JWT\JWK;
use Firebase\JWT\Key;

/**
 * The tool's public keys. They are kept in mod_lti's cache, so that both fetch them only once.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class tool_keys {
    /** @var int Seconds in which keys are fetched at most MAX_FETCHES times: forged messages must cost little. */
    const WINDOW = 30;

    /** @var int Fetches in one window. */
    const MAX_FETCHES = 5;

    /** @var int Microseconds to wait for a fetch of another request. */
    const WAIT_FOR_OTHERS = 500000;

    /** @var int Seconds for the tool's answer. */
    const TIMEOUT = 8;

    /**
     * The key that a message of the tool is signed with.
     *
     * @param tool $tool
     * @param string $kid its id in the message's header
     * @param int $now
     * @return Key for RS256
     * @throws refused 401 if the tool publishes no such key, 502 if its keys cannot be read
     */
    public static function get(tool $tool, string $kid, int $now): Key {
        $cache = \cache::make('mod_lti', 'keyset');
        $known = self::find((string) $cache->get($tool->clientid), $kid);
        if ($known) {
            return $known;
        }
        if (!self::may_fetch($tool, $now)) {
            // Others fetch just now: what they find will do.
            usleep(self::WAIT_FOR_OTHERS);
            return self::find((string) $cache->get($tool->clientid), $kid)
                ?? throw new refused('refused_unknownkey', 401, 'invalid_client');
        }
        $keyset = self::fetch($tool->jwksurl);
        $found = self::find($keyset, $kid);
        if (!$found) {
            throw new refused('refused_unknownkey', 401, 'invalid_client');
        }
        $cache->set($tool->clientid, $keyset);
        return $found;
    }

    /**
     * Whether another fetch is allowed in this window.
     *
     * @param tool $tool
     * @param int $now
     * @return bool
     */
    private static function may_fetch(tool $tool, int $now): bool {
        for ($i = 0; $i < self::MAX_FETCHES; $i++) {
            $turn = intdiv($now, self::WINDOW) . '/' . $i;
            if (one_use::first_time("keys of {$tool->clientid}", $turn, $now + self::WINDOW)) {
                return true;
            }
        }
        return false;
    }

    /**
     * A key of a key set.
     *
     * @param string $keyset JSON
     * @param string $kid
     * @return Key|null null if it has no RSA key of that name, or is no key set
     */
    private static function find(string $keyset, string $kid): ?Key {
        $keys = json_decode($keyset, true)['keys'] ?? null;
        foreach (is_array($keys) ? $keys : [] as $jwk) {
            if (!is_array($jwk) || ($jwk['kid'] ?? null) !== $kid || ($jwk['kty'] ?? '') !== 'RSA') {
                continue;
            }
            if (($jwk['alg'] ?? 'RS256') !== 'RS256' || ($jwk['use'] ?? 'sig') !== 'sig' || isset($jwk['d'])) {
                continue;
            }
            try {
                return JWK::parseKey($jwk, 'RS256');
            } catch (\Throwable $e) {
                // What is not text in it makes PHP complain, not the library.
                return null;
            }
        }
        return null;
    }

    /**
     * Fetches the tool's key set. Moodle's cURL security settings apply.
     *
     * @param string $url
     * @return string JSON, as it came
     * @throws refused 502
     */
    private static function fetch(string $url): string {
        global $CFG;
        require_once($CFG->libdir . '/filelib.php');
        $curl = new \curl();
        $body = $curl->get($url, [], ['CURLOPT_TIMEOUT' => self::TIMEOUT, 'CURLOPT_CONNECTTIMEOUT' => 5]);
        // Moodle answers an address that its settings block with a text and no error number.
        if ($curl->get_errno() || !is_string($body) || !is_array(json_decode($body, true)['keys'] ?? null)) {
            throw new refused('refused_nokeys', 502, 'temporarily_unavailable');
        }
        return $body;
    }
}
