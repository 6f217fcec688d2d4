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

namespace quiz_invigil\output;

use html_writer;
use quizaccess_invigil\local\review_block;

/**
 * What the report calls things, on screen (HTML) and in a download (plain text).
 *
 * Every tag is words; its colour only repeats them.
 *
 * @package    quiz_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class words {
    /** @var string What stands where there is nothing to say. */
    const NOTHING = '–';

    /**
     * The name of a state.
     *
     * @param string $state one of proctored_attempt::STATES
     * @param bool $waits whether its clock stands because the quiz waits for the tool
     * @return string plain text
     */
    public static function state(string $state, bool $waits = false): string {
        return get_string('state_' . ($waits ? 'waits' : $state), 'quiz_invigil');
    }

    /**
     * A date and a time.
     *
     * @param int|null $time
     * @return string plain text
     */
    public static function time(?int $time): string {
        return $time ? userdate($time, get_string('strftimedatetimeshort', 'langconfig')) : self::NOTHING;
    }

    /**
     * A date and a time to the second, for the course of an attempt.
     *
     * @param int $time
     * @return string plain text
     */
    public static function exact_time(int $time): string {
        return userdate($time, get_string('strftimedatetimeshortaccurate', 'langconfig'));
    }

    /**
     * A duration.
     *
     * @param int $seconds
     * @return string plain text
     */
    public static function duration(int $seconds): string {
        return $seconds > 0 ? format_time($seconds) : self::NOTHING;
    }

    /**
     * A severity of the Assessment Control Service, as the tool's four words.
     *
     * @param float|null $severity 0.0 to 1.0; low is 0.25, medium 0.5, high 0.75, critical 1.0
     * @return string plain text
     */
    public static function severity(?float $severity): string {
        if ($severity === null) {
            return self::NOTHING;
        }
        $names = ['low', 'medium', 'high', 'critical'];
        return get_string('severity_' . $names[max(0, min(3, (int) ceil($severity * 4) - 1))], 'quiz_invigil');
    }

    /**
     * Words in a coloured frame.
     *
     * @param string $text plain
     * @param string $kind calm, good, attention or serious
     * @return string HTML
     */
    public static function tag(string $text, string $kind): string {
        return html_writer::span(s($text), 'quiz_invigil-tag quiz_invigil-' . $kind);
    }

    /**
     * A verdict in a coloured frame.
     *
     * @param string|null $verdict
     * @param bool $flagged
     * @return string HTML
     */
    public static function verdict_tag(?string $verdict, bool $flagged): string {
        $text = review_block::verdict_text($verdict, $flagged);
        if ($verdict === null) {
            return $flagged ? self::tag($text, 'attention') : html_writer::span(s($text), 'text-muted');
        }
        return self::tag($text, ['clear' => 'good', 'flagged' => 'attention', 'invalid' => 'serious'][$verdict]);
    }
}
