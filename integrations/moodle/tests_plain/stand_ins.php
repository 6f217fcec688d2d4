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

/**
 * What the tested classes use of Moodle, as far as they use it.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

// phpcs:disable Generic.Files.OneClassPerFile

namespace {
    defined('MOODLE_INTERNAL') || define('MOODLE_INTERNAL', true);
    defined('CLI_SCRIPT') || define('CLI_SCRIPT', true);
    define('NULL_ALLOWED', true);
    foreach (['INT', 'BOOL', 'ALPHA', 'ALPHANUM', 'ALPHANUMEXT', 'TEXT', 'SEQUENCE', 'RAW'] as $type) {
        define("PARAM_$type", strtolower($type));
    }

    /**
     * Moodle's text functions.
     */
    class core_text {
        /**
         * Characters, not bytes.
         *
         * @param string $text
         * @return int
         */
        public static function strlen(string $text): int {
            return mb_strlen($text, 'UTF-8');
        }
    }

    /**
     * What people are told when something cannot be done.
     */
    class moodle_exception extends Exception {
        /**
         * An exception.
         *
         * @param string $errorcode
         * @param string $module
         * @param string $link
         * @param mixed $a
         */
        public function __construct(
            /** @var string */
            public $errorcode,
            /** @var string */
            public $module = '',
            /** @var string */
            public $link = '',
            /** @var mixed */
            public $a = null,
        ) {
            parent::__construct($errorcode);
        }
    }

    /**
     * Drops what is not UTF-8.
     *
     * @param string $text
     * @return string
     */
    function fix_utf8(string $text): string {
        return mb_convert_encoding($text, 'UTF-8', 'UTF-8');
    }

    /**
     * Whether Moodle is being installed.
     *
     * @return bool
     */
    function during_initial_install(): bool {
        return false;
    }
}

namespace core {
    /**
     * A row, without a database.
     */
    abstract class persistent {
        /** @var array */
        private array $values;

        /**
         * A row.
         *
         * @param int $id
         * @param \stdClass|null $record
         */
        public function __construct(int $id = 0, ?\stdClass $record = null) {
            $defaults = array_map(fn($property) => $property['default'] ?? null, static::define_properties());
            $this->values = ['id' => $id, 'timemodified' => 0] + (array) $record + $defaults;
            $this->values = array_merge($this->values, (array) $record);
        }

        /**
         * A value.
         *
         * @param string $name
         * @return mixed
         */
        public function get(string $name): mixed {
            return $this->values[$name];
        }

        /**
         * The row.
         *
         * @return \stdClass
         */
        public function to_record(): \stdClass {
            return (object) $this->values;
        }
    }
}

namespace core\hook {
    /**
     * The hook that runs in every request.
     */
    final class after_config {
    }
}
