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

use mod_lti\local\ltiopenid\registration_exception;
use mod_lti\local\ltiopenid\registration_helper;

/**
 * The tool's registration (LTI Dynamic Registration 1.0): mod_lti's, for whoever the administrator sent there from our
 * own page; switched on at once.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class registration {
    /** @var string Claim that tells our registration tokens from mod_lti's, which switch nothing on. It holds the origin. */
    const ORIGIN = 'quizaccess_invigil_origin';

    /**
     * The origin of a pasted registration address.
     *
     * @param string $url
     * @return string scheme://host[:port] in lower case
     * @throws refused if the tool cannot be registered from there
     */
    public static function origin(string $url): string {
        $parts = parse_url($url);
        $scheme = strtolower($parts['scheme'] ?? '');
        $host = strtolower($parts['host'] ?? '');
        if (!in_array($scheme, ['http', 'https'], true) || $host === '' || isset($parts['user']) || isset($parts['pass'])) {
            throw new refused('connect_notaddress');
        }
        $loopback = $host === 'localhost' || $host === '[::1]' || preg_match('~^127(\.\d+){3}$~', $host);
        if ($scheme === 'http' && !$loopback && !str_starts_with(platform::issuer(), 'http://')) {
            throw new refused('connect_nothttps');
        }
        $port = $parts['port'] ?? null;
        $usual = ['http' => 80, 'https' => 443][$scheme];
        return "{$scheme}://{$host}" . ($port === null || $port === $usual ? '' : ":{$port}");
    }

    /**
     * The address of the tool's page that registers it. A tool that is connected already is updated by it.
     *
     * @param string $url the pasted registration address
     * @param int $now
     * @return string
     * @throws refused
     */
    public static function page_url(string $url, int $now): string {
        $tool = tool::connected();
        $page = new \moodle_url($url);
        $page->param('openid_configuration', platform::url('openid_configuration.php'));
        $page->param('registration_token', signer::sign([
            'aud' => platform::url('registration.php'),
            'sub' => $tool ? (string) $tool->typeid : registration_helper::get()->new_clientid(),
            'scope' => $tool ? registration_helper::REG_TOKEN_OP_UPDATE_REG : registration_helper::REG_TOKEN_OP_NEW_REG,
            'iat' => $now,
            'exp' => $now + HOURSECS,
            'jti' => bin2hex(random_bytes(16)),
            self::ORIGIN => self::origin($url),
        ]));
        return $page->out(false);
    }

    /**
     * Registers the tool, or updates its registration.
     *
     * @param string $token the registration token
     * @param array $payload what the tool says of itself
     * @param int $now
     * @return array the answer
     * @throws refused
     */
    public static function register(string $token, array $payload, int $now): array {
        global $CFG, $DB;
        require_once($CFG->dirroot . '/mod/lti/locallib.php');
        $claims = self::check_token($token);
        registration_payload::check($payload, $claims->{self::ORIGIN});
        try {
            $known = registration_helper::get()->validate_registration_token($token);
            $config = registration_helper::get()->registration_to_config($payload, $known['clientid']);
        } catch (registration_exception $e) {
            throw new refused('registration_refused', $e->getCode() ?: 400, 'invalid_client_metadata', $e->getMessage());
        }
        if (!one_use::first_time('registration', $claims->jti, (int) $claims->exp + 1)) {
            throw new refused('registration_tokenused', 401, 'invalid_token');
        }
        $transaction = $DB->start_delegated_transaction();
        $typeid = self::save($known['type'] ?? null, $config);
        connection::keep($typeid, $claims->{self::ORIGIN}, $now);
        $transaction->allow_commit();
        return self::answer($typeid, $payload);
    }

    /**
     * The claims of one of our registration tokens. mod_lti's are signed with the same key, but whoever has one was not
     * sent here: its tool waits for the administrator.
     *
     * @param string $token
     * @return \stdClass
     * @throws refused
     */
    private static function check_token(string $token): \stdClass {
        if ($token === '') {
            throw new refused('registration_notoken', 401, 'invalid_token');
        }
        $claims = signer::own($token);
        $ours = $claims && ($claims->aud ?? null) === platform::url('registration.php')
            && is_string($claims->{self::ORIGIN} ?? null) && is_string($claims->jti ?? null) && isset($claims->exp);
        return $ours ? $claims : throw new refused('registration_foreigntoken', 401, 'invalid_token');
    }

    /**
     * Saves the tool in mod_lti, switched on.
     *
     * @param \stdClass|null $type the tool, if it is there already
     * @param \stdClass $config mod_lti's
     * @return int its id
     */
    private static function save(?\stdClass $type, \stdClass $config): int {
        if (!$type) {
            return lti_add_type((object) ['state' => LTI_TOOL_STATE_CONFIGURED], clone $config);
        }
        // What an administrator may have changed since stays as it is.
        $config = clone $config;
        unset($config->lti_launchcontainer, $config->lti_coursevisible, $config->lti_sendname, $config->lti_sendemailaddr);
        $type->state = LTI_TOOL_STATE_CONFIGURED;
        lti_update_type($type, $config);
        return (int) $type->id;
    }

    /**
     * The answer: mod_lti's, with the messages and scopes that are really granted.
     *
     * @param int $typeid
     * @param array $payload what the tool said of itself
     * @return array
     */
    private static function answer(int $typeid, array $payload): array {
        $config = lti_get_type_config($typeid);
        // mod_lti reads a value only up to its first "=".
        unset($config['customparameters']);
        $answer = registration_helper::get()->config_to_registration((object) $config, $typeid, lti_get_type($typeid));
        $answer['scope'] = implode(' ', array_intersect(
            preg_split('/\s+/', $payload['scope'] ?? '', -1, PREG_SPLIT_NO_EMPTY),
            access_tokens::permitted($typeid)
        ));
        $asked = $payload[claim::TOOL_CONFIGURATION];
        $messages = array_filter($asked['messages'], fn(array $one): bool => in_array($one['type'], claim::MESSAGES, true));
        $answer[claim::TOOL_CONFIGURATION]['messages'] = array_map(
            fn(array $one): array => array_intersect_key($one, ['type' => 1, 'target_link_uri' => 1, 'placements' => 1]),
            array_values($messages)
        );
        if (!empty($asked['custom_parameters'])) {
            $answer[claim::TOOL_CONFIGURATION]['custom_parameters'] = $asked['custom_parameters'];
        }
        return $answer;
    }
}
