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

use core_text;

/**
 * What the quiz form sends about the proctoring, tidied and checked.
 *
 * Knows nothing of the database: who may choose and what the site locks is decided in quiz_form.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class choice_input {
    /** @var string Before the names of our fields in the quiz form. */
    const PREFIX = 'invigil_';

    /** @var string[] What is either on or off. */
    const SWITCHES = ['enabled', 'camera', 'microphone', 'screen', 'fullscreen', 'holdgrade'];

    /** @var array[] What is one of a few words. */
    const WORDS = [
        'preset' => choice::PRESETS,
        'admission' => [choice::ADMISSION_PROCTOR, choice::ADMISSION_AUTOMATIC],
        'ontoolfailure' => [choice::FAILURE_RUN, choice::FAILURE_HOLD],
    ];

    /** @var int How many allowed resources there may be. */
    const MAX_RESOURCES = 30;

    /** @var int How many characters one of them may have. */
    const MAX_RESOURCE_LENGTH = 120;

    /** @var int How many characters the message may have. */
    const MAX_MESSAGE_LENGTH = 2000;

    /**
     * Reads what the form sent. What it did not send is not in the answer.
     *
     * @param array $data the form's data
     * @return array by the column's name: switches as 0 or 1, `proctors` as ids with commas between, all else as text
     */
    public static function read(array $data): array {
        $read = [];
        foreach (self::SWITCHES as $name) {
            if (isset($data[self::PREFIX . $name])) {
                $read[$name] = empty($data[self::PREFIX . $name]) ? 0 : 1;
            }
        }
        foreach ([...array_keys(self::WORDS), 'message', 'allowed'] as $name) {
            if (isset($data[self::PREFIX . $name])) {
                $read[$name] = self::tidy((string) $data[self::PREFIX . $name]);
            }
        }
        if (isset($read['allowed'])) {
            $read['allowed'] = implode("\n", self::lines($read['allowed']));
        }
        if (isset($data[self::PREFIX . 'proctors'])) {
            $read['proctors'] = self::ids($data[self::PREFIX . 'proctors']);
        }
        return $read;
    }

    /**
     * What is wrong with it.
     *
     * @param array $read as read() gives it
     * @return array[] by the column's name: the key of a string of ours, and what goes into it
     */
    public static function errors(array $read): array {
        $errors = [];
        foreach (self::WORDS as $name => $words) {
            if (isset($read[$name]) && !in_array($read[$name], $words, true)) {
                $errors[$name] = ['error_word', null];
            }
        }
        $resources = self::lines($read['allowed'] ?? '');
        $longest = max([0, ...array_map(fn($line) => core_text::strlen($line), $resources)]);
        if (count($resources) > self::MAX_RESOURCES) {
            $errors['allowed'] = ['error_resources', ['max' => self::MAX_RESOURCES, 'is' => count($resources)]];
        } else if ($longest > self::MAX_RESOURCE_LENGTH) {
            $errors['allowed'] = ['error_resource', ['max' => self::MAX_RESOURCE_LENGTH, 'is' => $longest]];
        }
        $length = core_text::strlen($read['message'] ?? '');
        if ($length > self::MAX_MESSAGE_LENGTH) {
            $errors['message'] = ['error_message', ['max' => self::MAX_MESSAGE_LENGTH, 'is' => $length]];
        }
        return $errors;
    }

    /**
     * The same line ends everywhere, no space around, and no "less than" that could be taken for the beginning of a tag.
     *
     * @param string $text
     * @return string
     */
    private static function tidy(string $text): string {
        $text = str_replace(["\r\n", "\r"], "\n", fix_utf8($text));
        return trim(preg_replace('/<(?=\S)/u', '< ', $text));
    }

    /**
     * The lines that say something.
     *
     * @param string $text
     * @return string[]
     */
    private static function lines(string $text): array {
        return array_values(array_filter(array_map('trim', explode("\n", $text)), fn($line) => $line !== ''));
    }

    /**
     * Ids of users, each once.
     *
     * @param array|string $value from an autocomplete field, or with commas between
     * @return string with commas between
     */
    private static function ids(array|string $value): string {
        $ids = array_map('intval', is_array($value) ? $value : explode(',', $value));
        return implode(',', array_unique(array_filter($ids, fn($id) => $id > 0)));
    }
}
