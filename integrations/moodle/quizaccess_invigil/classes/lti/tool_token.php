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

use Firebase\JWT\ExpiredException;
use Firebase\JWT\JWT;

/**
 * The check of everything that the tool signs: its messages and its client assertions.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class tool_token {
    /** @var int Seconds by which the tool's clock may differ from ours. */
    const LEEWAY = 60;

    /** @var int Seconds that a message may be good for at most. */
    const MAX_LIFE = 600;

    /** @var int The longest message that is read, in bytes. */
    const MAX_BYTES = 64 * 1024;

    /**
     * The claims of a JWT that the connected tool has signed for this site. It is used up by that: the same one is
     * refused afterwards.
     *
     * @param string $jwt
     * @param int $now
     * @param string[]|null $audiences what its aud may be; by default this site's issuer alone
     * @return \stdClass claims, of which iss, aud, exp, iat and the single use are checked
     * @throws refused 401; 502 if the tool's keys cannot be read
     */
    public static function verify(string $jwt, int $now, ?array $audiences = null): \stdClass {
        $tool = tool::connected();
        if (!$tool) {
            throw new refused('refused_notconnected', 401, 'invalid_client');
        }
        $header = self::part($jwt, 0);
        if (($header->alg ?? '') !== 'RS256') {
            throw new refused('refused_algorithm', 401, 'invalid_client');
        }
        // Who it says it is from is looked at first: strangers must not make this site fetch keys.
        if ((self::part($jwt, 1)->iss ?? null) !== $tool->clientid) {
            throw new refused('refused_issuer', 401, 'invalid_client');
        }
        if (!is_string($header->kid ?? null)) {
            throw new refused('refused_unknownkey', 401, 'invalid_client');
        }
        $claims = self::decode($jwt, tool_keys::get($tool, $header->kid, $now), $now);
        self::check($claims, $audiences ?? [platform::issuer()], $now);
        self::use_up($claims, $tool);
        return $claims;
    }

    /**
     * A part of a JWT, not proven by that.
     *
     * @param string $jwt
     * @param int $index 0 header, 1 claims
     * @return \stdClass
     * @throws refused
     */
    private static function part(string $jwt, int $index): \stdClass {
        $parts = explode('.', $jwt);
        $json = count($parts) === 3 && strlen($jwt) <= self::MAX_BYTES
            ? json_decode((string) base64_decode(strtr($parts[$index], '-_', '+/')), false, service_request::MAX_DEPTH)
            : null;
        if (!$json instanceof \stdClass) {
            throw new refused('refused_notjwt', 401, 'invalid_client');
        }
        return $json;
    }

    /**
     * The claims, if the signature fits.
     *
     * @param string $jwt
     * @param \Firebase\JWT\Key $key
     * @param int $now
     * @return \stdClass
     * @throws refused
     */
    private static function decode(string $jwt, \Firebase\JWT\Key $key, int $now): \stdClass {
        [$leeway, $timestamp] = [JWT::$leeway, JWT::$timestamp];
        try {
            [JWT::$leeway, JWT::$timestamp] = [self::LEEWAY, $now];
            return JWT::decode($jwt, $key);
        } catch (ExpiredException $e) {
            throw new refused('refused_expired', 401, 'invalid_client');
        } catch (\Firebase\JWT\BeforeValidException $e) {
            throw new refused('refused_future', 401, 'invalid_client');
        } catch (\Exception | \TypeError $e) {
            throw new refused('refused_signature', 401, 'invalid_client');
        } finally {
            [JWT::$leeway, JWT::$timestamp] = [$leeway, $timestamp];
        }
    }

    /**
     * Checks audience and times. The library checks times only where they are given.
     *
     * @param \stdClass $claims
     * @param string[] $audiences
     * @param int $now
     * @throws refused
     */
    private static function check(\stdClass $claims, array $audiences, int $now): void {
        $named = (array) ($claims->aud ?? []);
        if (!array_intersect(array_filter($named, 'is_string'), $audiences)) {
            throw new refused('refused_audience', 401, 'invalid_client');
        }
        foreach (['exp', 'iat'] as $name) {
            if (!is_int($claims->$name ?? null) && !is_float($claims->$name ?? null)) {
                throw new refused('refused_notimes', 401, 'invalid_client');
            }
        }
        if ($claims->iat > $now + self::LEEWAY) {
            throw new refused('refused_future', 401, 'invalid_client');
        }
        if ($claims->exp > $now + self::MAX_LIFE + self::LEEWAY) {
            throw new refused('refused_toolong', 401, 'invalid_client', self::MAX_LIFE / 60);
        }
    }

    /**
     * Uses the token up, by its nonce or, without one, by its jti.
     *
     * @param \stdClass $claims
     * @param tool $tool
     * @throws refused
     */
    private static function use_up(\stdClass $claims, tool $tool): void {
        foreach (['nonce', 'jti'] as $name) {
            $value = $claims->$name ?? '';
            if (is_string($value) && $value !== '') {
                if (!one_use::first_time("{$name} of {$tool->clientid}", $value, (int) $claims->exp + self::LEEWAY + 1)) {
                    throw new refused('refused_replayed', 401, 'invalid_client');
                }
                return;
            }
        }
        throw new refused('refused_nojti', 401, 'invalid_client');
    }
}
