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

use core\persistent;

/**
 * What a teacher chose for one quiz: whether it is proctored, and how.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class choice extends persistent {
    /** @var string The table. */
    const TABLE = 'quizaccess_invigil';

    /** @var string[] Named strictness. */
    const PRESETS = ['low', 'standard', 'high'];

    /** @var string An examinee waits until a proctor lets them in. */
    const ADMISSION_PROCTOR = 'proctor';

    /** @var string Whoever has passed the check-in is let in. */
    const ADMISSION_AUTOMATIC = 'automatic';

    /** @var string While the tool cannot be reached, attempts go on. */
    const FAILURE_RUN = 'run';

    /** @var string While the tool cannot be reached, attempts wait. */
    const FAILURE_HOLD = 'hold';

    /**
     * The columns.
     *
     * @return array
     */
    protected static function define_properties() {
        return [
            'quizid' => ['type' => PARAM_INT],
            'enabled' => ['type' => PARAM_BOOL, 'default' => true],
            'linkid' => ['type' => PARAM_ALPHANUMEXT],
            'preset' => ['type' => PARAM_ALPHA, 'default' => 'standard', 'choices' => self::PRESETS],
            'camera' => ['type' => PARAM_BOOL, 'default' => true],
            'microphone' => ['type' => PARAM_BOOL, 'default' => true],
            'screen' => ['type' => PARAM_BOOL, 'default' => false],
            'fullscreen' => ['type' => PARAM_BOOL, 'default' => true],
            'admission' => [
                'type' => PARAM_ALPHA,
                'default' => self::ADMISSION_PROCTOR,
                'choices' => [self::ADMISSION_PROCTOR, self::ADMISSION_AUTOMATIC],
            ],
            'allowed' => ['type' => PARAM_TEXT, 'default' => '', 'null' => NULL_ALLOWED],
            'proctors' => ['type' => PARAM_SEQUENCE, 'default' => '', 'null' => NULL_ALLOWED],
            'message' => ['type' => PARAM_TEXT, 'default' => '', 'null' => NULL_ALLOWED],
            'ontoolfailure' => [
                'type' => PARAM_ALPHA,
                'default' => self::FAILURE_RUN,
                'choices' => [self::FAILURE_RUN, self::FAILURE_HOLD],
            ],
            'holdgrade' => ['type' => PARAM_BOOL, 'default' => false],
        ];
    }

    /**
     * The choice for a quiz, whether it is switched on or not.
     *
     * @param int $quizid
     * @return self|null null if the quiz never had one, or this plugin is not installed
     */
    public static function of_quiz(int $quizid): ?self {
        return installation::is_done() ? (self::get_record(['quizid' => $quizid]) ?: null) : null;
    }

    /**
     * Whether a quiz is proctored.
     *
     * @param int $quizid
     * @return bool
     */
    public static function is_proctored(int $quizid): bool {
        return installation::is_done()
            && self::record_exists_select('quizid = :quizid AND enabled = 1', ['quizid' => $quizid]);
    }

    /**
     * A new resource link id. A quiz that was restored or copied gets one of its own: the tool must not take it for the
     * one it was copied from.
     *
     * @return string
     */
    public static function new_linkid(): string {
        return 'quiz-' . bin2hex(random_bytes(12));
    }

    /**
     * The allowed resources.
     *
     * @return string[]
     */
    public function allowed_resources(): array {
        return array_values(array_filter(array_map('trim', explode("\n", (string) $this->get('allowed')))));
    }

    /**
     * The users who proctor.
     *
     * @return int[] empty: everybody with the capability
     */
    public function proctor_ids(): array {
        return array_map('intval', array_filter(explode(',', (string) $this->get('proctors'))));
    }

    /**
     * The choice as the claim `proctoring_settings.data` carries it to the tool.
     *
     * @return string JSON
     */
    public function settings_data(): string {
        return json_encode([
            'invigil' => 1,
            'revision' => (int) $this->get('timemodified'),
            'preset' => $this->get('preset'),
            'camera' => (bool) $this->get('camera'),
            'microphone' => (bool) $this->get('microphone'),
            'screen' => (bool) $this->get('screen'),
            'require_fullscreen' => (bool) $this->get('fullscreen'),
            'admission' => $this->get('admission'),
            'allowed_resources' => $this->allowed_resources(),
            'message' => (string) $this->get('message'),
        ], JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE);
    }
}
