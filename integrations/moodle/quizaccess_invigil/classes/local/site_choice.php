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

/**
 * What the site's administrator chose for all quizzes: what a new one starts with, and what teachers cannot change.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class site_choice {
    /** @var string[] The columns of a choice that have a setting of the site. Who proctors is a matter of the course. */
    const NAMES = [
        'enabled', 'preset', 'camera', 'microphone', 'screen', 'fullscreen', 'allowed', 'admission', 'message',
        'ontoolfailure', 'holdgrade',
    ];

    /** @var array What holds while the administrator has not chosen. */
    const DEFAULTS = [
        'enabled' => 0,
        'preset' => 'standard',
        'camera' => 1,
        'microphone' => 1,
        'screen' => 0,
        'fullscreen' => 1,
        'allowed' => '',
        'admission' => choice::ADMISSION_PROCTOR,
        'message' => '',
        'ontoolfailure' => choice::FAILURE_RUN,
        'holdgrade' => 0,
    ];

    /**
     * What a new quiz starts with.
     *
     * @return array by the column's name
     */
    public static function defaults(): array {
        $config = (array) get_config('quizaccess_invigil');
        return choice_input::read(self::prefixed($config)) + self::DEFAULTS;
    }

    /**
     * What holds for every quiz when it is saved, whatever the form says.
     *
     * @return array by the column's name
     */
    public static function locked(): array {
        $config = (array) get_config('quizaccess_invigil');
        $names = array_filter(self::NAMES, fn($name) => !empty($config[$name . '_locked']));
        return array_intersect_key(self::defaults(), array_flip($names));
    }

    /**
     * The site's settings under the names that the quiz form gives them.
     *
     * @param array $config
     * @return array
     */
    private static function prefixed(array $config): array {
        $fields = [];
        foreach (array_intersect_key($config, self::DEFAULTS) as $name => $value) {
            $fields[choice_input::PREFIX . $name] = $value;
        }
        return $fields;
    }
}
