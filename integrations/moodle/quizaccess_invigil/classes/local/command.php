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

use quizaccess_invigil\lti\claim;

/**
 * One request of the Assessment Control Service (ACS 1.0), checked.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class command {
    /** @var int Minutes. */
    const MAX_EXTRA_TIME = 1440;

    /** @var int Characters of a reason. */
    const TEXT_LIMIT = 2000;

    /** @var string ISO 8601 with a time zone: date, time, fraction of a second, zone. */
    const TIME = '/^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(?:[.,](\d{1,9}))?([Zz]|[+-]\d\d:?\d\d)$/D';

    /**
     * A command.
     *
     * @param string $sub the examinee's user id, as the tool knows it
     * @param string|null $issuer who has given it that id
     * @param string $linkid resource_link.id
     * @param int $attemptnumber
     * @param string $action one of claim::ACS_ACTIONS
     * @param float $incidenttime Unix seconds
     * @param float|null $severity 0.0 to 1.0
     * @param int|null $extratime minutes
     * @param string $reasoncode
     * @param string $reasonmsg
     */
    private function __construct(
        /** @var string */
        public readonly string $sub,
        /** @var string|null */
        public readonly ?string $issuer,
        /** @var string */
        public readonly string $linkid,
        /** @var int */
        public readonly int $attemptnumber,
        /** @var string */
        public readonly string $action,
        /** @var float */
        public readonly float $incidenttime,
        /** @var float|null */
        public readonly ?float $severity,
        /** @var int|null */
        public readonly ?int $extratime,
        /** @var string */
        public readonly string $reasoncode,
        /** @var string */
        public readonly string $reasonmsg,
    ) {
    }

    /**
     * The command in a request's JSON.
     *
     * @param array $body the decoded object
     * @return self
     * @throws refusal 400 naming the field that is wrong
     */
    public static function parse(array $body): self {
        $action = self::action($body['action'] ?? null);
        $issuer = $body['user']['iss'] ?? null;
        return new self(
            self::name($body, 'user', 'sub'),
            is_string($issuer) ? $issuer : null,
            self::name($body, 'resource_link', 'id'),
            self::attempt_number($body['attempt_number'] ?? null),
            $action,
            self::time($body['incident_time'] ?? null),
            self::severity($body['incident_severity'] ?? null),
            self::minutes($body['extra_time'] ?? null, $action),
            self::text($body, 'reason_code'),
            self::text($body, 'reason_msg'),
        );
    }

    /**
     * What makes two requests the same command. Two flags of one moment are the same only if they say the same.
     *
     * @return string SHA-256 in hexadecimal
     */
    public function identity(): string {
        $words = $this->action === 'flag' ? [$this->reasoncode, $this->reasonmsg] : [];
        return hash('sha256', json_encode([$this->action, sprintf('%.6F', $this->incidenttime), ...$words]));
    }

    /**
     * The action. Some tools spell it as the name of the request, such as pauseRequest.
     *
     * @param mixed $value
     * @return string
     * @throws refusal
     */
    private static function action(mixed $value): string {
        $action = is_string($value) ? preg_replace('/Request$/D', '', $value) : '';
        if (!in_array($action, claim::ACS_ACTIONS, true)) {
            throw new refusal(400, 'invalid_action', 'action must be one of ' . implode(', ', claim::ACS_ACTIONS) . '.');
        }
        return $action;
    }

    /**
     * A string inside an object.
     *
     * @param array $body
     * @param string $object
     * @param string $field
     * @return string
     * @throws refusal
     */
    private static function name(array $body, string $object, string $field): string {
        $inner = $body[$object] ?? null;
        if (!is_array($inner) || !is_string($inner[$field] ?? null)) {
            throw self::invalid("$object.$field must be a string.");
        }
        return $inner[$field];
    }

    /**
     * The number of the attempt.
     *
     * @param mixed $value
     * @return int
     * @throws refusal
     */
    private static function attempt_number(mixed $value): int {
        if (!is_int($value)) {
            throw self::invalid('attempt_number must be an integer.');
        }
        return $value;
    }

    /**
     * When it happened.
     *
     * @param mixed $value
     * @return float Unix seconds
     * @throws refusal
     */
    private static function time(mixed $value): float {
        if (is_string($value) && preg_match(self::TIME, $value, $part)) {
            $zone = strtoupper($part[4]);
            $time = \DateTimeImmutable::createFromFormat('!Y-m-d H:i:sP', "$part[1] $part[2]" . ($zone === 'Z' ? '+00:00' : $zone));
            $problems = \DateTimeImmutable::getLastErrors();
            if ($time && !($problems['warning_count'] ?? 0)) {
                return $time->getTimestamp() + (float) ('0.' . ($part[3] ?: '0'));
            }
        }
        throw self::invalid('incident_time must be ISO 8601 with a time zone.');
    }

    /**
     * How grave it is.
     *
     * @param mixed $value
     * @return float|null
     * @throws refusal
     */
    private static function severity(mixed $value): ?float {
        if ($value === null) {
            return null;
        }
        if ((!is_int($value) && !is_float($value)) || $value < 0 || $value > 1) {
            throw self::invalid('incident_severity must be a number from 0.0 to 1.0.');
        }
        return (float) $value;
    }

    /**
     * Extra time; an update is about nothing else.
     *
     * @param mixed $value
     * @param string $action
     * @return int|null minutes
     * @throws refusal
     */
    private static function minutes(mixed $value, string $action): ?int {
        if ($value === null && $action !== 'update') {
            return null;
        }
        if (!is_int($value) || $value < 0 || $value > self::MAX_EXTRA_TIME) {
            throw self::invalid('extra_time must be whole minutes from 0 to ' . self::MAX_EXTRA_TIME . '.');
        }
        return $value;
    }

    /**
     * A reason.
     *
     * @param array $body
     * @param string $name
     * @return string
     * @throws refusal
     */
    private static function text(array $body, string $name): string {
        $value = $body[$name] ?? '';
        if (!is_string($value) || \core_text::strlen($value) > self::TEXT_LIMIT) {
            throw self::invalid("$name must be a string of at most " . self::TEXT_LIMIT . ' characters.');
        }
        return $value;
    }

    /**
     * A field is wrong.
     *
     * @param string $message
     * @return refusal
     */
    private static function invalid(string $message): refusal {
        return new refusal(400, 'invalid_request', $message);
    }
}
