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

use quizaccess_invigil\event\outcome_received;

/**
 * What the tool found in an attempt and what people decided about it, kept for the teacher to see in Moodle.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class review_outcome {
    /** @var string[] Verdicts. */
    const VERDICTS = ['clear', 'flagged', 'invalid'];

    /** @var int Characters of a note. */
    const NOTE_LIMIT = 2000;

    /** @var int Characters of a name. */
    const NAME_LIMIT = 255;

    /** @var int Kinds of severity. */
    const MOST_SEVERITIES = 20;

    /** @var string A kind of severity. */
    const SEVERITY = '/^[a-z][a-z0-9_]{0,29}$/D';

    /**
     * Keeps an outcome, unless a newer one is kept. The column verdictat has the time of the one that is kept.
     *
     * @param array $body session, at, incidents, severities, flagged, verdict, verdict_note, verdict_by
     * @return array kept: whether it is what we have now
     * @throws refusal 400 naming the field that is wrong, 404 if there is no such attempt
     */
    public static function keep(array $body): array {
        $values = self::parse($body);
        $found = is_string($body['session'] ?? null) ? proctored_attempt::of_session($body['session']) : null;
        if (!$found) {
            throw new refusal(404, 'unknown_attempt', 'session names no attempt.');
        }
        $id = (int) $found->get('id');
        return attempt_lock::hold($id, function () use ($id, $values): array {
            $attempt = new proctored_attempt($id);
            if ($values['verdictat'] < (int) $attempt->get('verdictat')) {
                return ['kept' => false];
            }
            $decided = $attempt->get('verdict') !== $values['verdict'] || $attempt->get('flagged') !== $values['flagged'];
            $attempt->from_record((object) $values);
            $attempt->save();
            held_grade::refresh($attempt->get('quizid'), $attempt->get('userid'));
            if ($decided) {
                outcome_received::about($attempt, ['flagged' => $values['flagged'], 'verdict' => $values['verdict']])->trigger();
            }
            return ['kept' => true];
        });
    }

    /**
     * The columns that an outcome sets.
     *
     * @param array $body
     * @return array
     * @throws refusal 400
     */
    private static function parse(array $body): array {
        $at = $body['at'] ?? null;
        self::check(is_int($at) && $at > 0 && $at <= time() + presence::CLOCK_SKEW, 'at', 'the Unix time, a whole number');
        $incidents = $body['incidents'] ?? null;
        self::check(is_int($incidents) && $incidents >= 0 && $incidents < 1000000, 'incidents', 'a whole number from 0');
        $flagged = $body['flagged'] ?? null;
        self::check(is_bool($flagged), 'flagged', 'true or false');
        $verdict = $body['verdict'] ?? null;
        self::check($verdict === null || in_array($verdict, self::VERDICTS, true), 'verdict', 'null, clear, flagged or invalid');
        return [
            'incidents' => $incidents,
            'severities' => self::severities($body['severities'] ?? []),
            'flagged' => $flagged,
            'verdict' => $verdict,
            'verdictnote' => self::text($body, 'verdict_note', self::NOTE_LIMIT),
            'verdictby' => self::text($body, 'verdict_by', self::NAME_LIMIT),
            'verdictat' => $at,
        ];
    }

    /**
     * The number of incidents by severity.
     *
     * @param mixed $value
     * @return string|null JSON object, null if there are none
     * @throws refusal 400
     */
    private static function severities(mixed $value): ?string {
        $right = is_array($value) && count($value) <= self::MOST_SEVERITIES;
        foreach ($right ? $value : [] as $name => $number) {
            $right = $right && preg_match(self::SEVERITY, (string) $name) && is_int($number) && $number >= 0;
        }
        self::check($right, 'severities', 'an object of whole numbers by severity');
        return $value ? json_encode($value) : null;
    }

    /**
     * Words of a person: plain text.
     *
     * @param array $body
     * @param string $name
     * @param int $limit characters
     * @return string|null null if there are none
     * @throws refusal 400
     */
    private static function text(array $body, string $name, int $limit): ?string {
        $value = $body[$name] ?? '';
        self::check(is_string($value) && \core_text::strlen($value) <= $limit, $name, "a string of at most $limit characters");
        return plain_text::of($value, $limit);
    }

    /**
     * Refuses a field that is wrong.
     *
     * @param bool $right
     * @param string $name
     * @param string $what what it must be
     * @throws refusal 400
     */
    private static function check(bool $right, string $name, string $what): void {
        if (!$right) {
            throw new refusal(400, 'invalid_request', "$name must be $what.");
        }
    }
}
