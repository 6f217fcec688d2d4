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
 * The check of what a tool says of itself, before mod_lti reads it: that takes its form for granted.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class registration_payload {
    /** @var string[] Keys that hold lists of strings. */
    const LISTS = ['response_types', 'redirect_uris'];

    /** @var string[] Keys that hold strings. */
    const STRINGS = ['initiate_login_uri', 'jwks_uri', 'client_name', 'token_endpoint_auth_method'];

    /**
     * Checks it.
     *
     * @param array $payload
     * @param string $origin where the administrator expects the tool
     * @throws refused
     */
    public static function check(array $payload, string $origin): void {
        foreach (self::STRINGS as $name) {
            self::demand(is_string($payload[$name] ?? null) && trim($payload[$name]) !== '', $name);
        }
        foreach (self::LISTS as $name) {
            self::demand(self::is_list_of_strings($payload[$name] ?? null) && $payload[$name] !== [], $name);
        }
        foreach (['scope', 'application_type', 'logo_uri'] as $name) {
            self::demand(is_string($payload[$name] ?? ''), $name);
        }
        $tool = $payload[claim::TOOL_CONFIGURATION] ?? null;
        self::demand(is_array($tool), 'lti-tool-configuration');
        self::check_tool($tool);
        self::check_origins([
            $payload['initiate_login_uri'],
            $payload['jwks_uri'],
            $tool['target_link_uri'],
            ...$payload['redirect_uris'],
            ...array_filter(array_column($tool['messages'], 'target_link_uri')),
        ], $origin);
    }

    /**
     * Checks the tool's LTI configuration.
     *
     * @param array $tool
     * @throws refused
     */
    private static function check_tool(array $tool): void {
        foreach (['domain', 'target_link_uri'] as $name) {
            self::demand(is_string($tool[$name] ?? null) && $tool[$name] !== '', $name);
        }
        self::demand(is_string($tool['description'] ?? ''), 'description');
        self::demand(self::is_list_of_strings($tool['claims'] ?? []), 'claims');
        self::demand(is_array($tool['messages'] ?? null), 'messages');
        foreach ($tool['messages'] as $message) {
            self::demand(
                is_array($message) && is_string($message['type'] ?? null) && is_string($message['target_link_uri'] ?? ''),
                'messages'
            );
        }
        // Without it, the tool is something else, and no quiz could be proctored with it.
        if (!in_array(claim::START_PROCTORING, array_column($tool['messages'], 'type'), true)) {
            throw new refused('registration_noproctoring', 400, 'invalid_client_metadata');
        }
        self::demand(is_array($tool['custom_parameters'] ?? []), 'custom_parameters');
        foreach ($tool['custom_parameters'] ?? [] as $name => $value) {
            // Kept by mod_lti as lines of "name=value".
            self::demand(
                preg_match('/^[\w.:-]+$/D', (string) $name) && is_string($value) && !preg_match('/[\r\n]/', $value),
                'custom_parameters'
            );
        }
    }

    /**
     * Checks that all addresses are at the server that the administrator has named.
     *
     * @param string[] $urls
     * @param string $origin
     * @throws refused
     */
    private static function check_origins(array $urls, string $origin): void {
        foreach ($urls as $url) {
            try {
                $same = registration::origin($url) === $origin && !preg_match('/[\s<>"]/', $url);
            } catch (refused $why) {
                $same = false;
            }
            if (!$same) {
                throw new refused('registration_otherorigin', 400, 'invalid_client_metadata', $origin);
            }
        }
    }

    /**
     * Refuses unless something holds.
     *
     * @param bool $holds
     * @param string $name what is wrong otherwise
     * @throws refused
     */
    private static function demand(bool $holds, string $name): void {
        if (!$holds) {
            throw new refused('registration_invalid', 400, 'invalid_client_metadata', $name);
        }
    }

    /**
     * Whether something is a list of strings.
     *
     * @param mixed $value
     * @return bool
     */
    private static function is_list_of_strings(mixed $value): bool {
        return is_array($value) && array_is_list($value) && array_filter($value, 'is_string') === $value;
    }
}
