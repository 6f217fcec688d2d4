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
use Firebase\JWT\JWT;
use mod_lti\local\ltiopenid\jwks_helper;

/**
 * Signs with mod_lti's key, and knows its own signature again.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class signer {
    /**
     * A signed JWT.
     *
     * @param array $claims
     * @return string
     */
    public static function sign(array $claims): string {
        $key = jwks_helper::get_private_key();
        return JWT::encode($claims, $key['key'], 'RS256', $key['kid']);
    }

    /**
     * The claims of a JWT that this site has signed and that has not expired.
     *
     * @param string $jwt
     * @return \stdClass|null null if it is none
     */
    public static function own(string $jwt): ?\stdClass {
        try {
            return JWT::decode($jwt, JWK::parseKeySet(jwks_helper::get_jwks(), 'RS256'));
        } catch (\Exception | \TypeError $e) {
            return null;
        }
    }
}
