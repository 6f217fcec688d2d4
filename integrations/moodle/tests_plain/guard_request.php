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
 * Plays one request that saves answers: calls the guard as the hook does, in a web request that is not one.
 *
 *     php guard_request.php '{"autosave": true, ...}'
 *
 * Prints "passed" if Moodle's own script would go on, whatever else the guard answers, and last the HTTP status. Run by
 * guard_watch_test, because the guard ends requests.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

// phpcs:disable Generic.Files.OneClassPerFile,moodle.Files.MoodleInternal

namespace quizaccess_invigil\local {
    /**
     * What the guard asks about an attempt, as the scenario says it.
     */
    final class access {
        /** @var string */
        const OPEN = '';

        /** @var choice_row How the quiz is proctored. */
        public readonly choice_row $choice;

        /** @var int */
        public readonly int $attemptnumber;

        /** @var int */
        public readonly int $userid;

        /** @var \stdClass|null The row, which has no check-in here. */
        public readonly ?\stdClass $attempt;

        /**
         * From the scenario.
         *
         * @param int $attemptid
         * @return self
         */
        public static function for_attempt(int $attemptid): self {
            global $scenario, $asked;
            $asked[] = $attemptid;
            if ($scenario->access === 'throws') {
                throw new \dml_exception('no such table');
            }
            $self = new self();
            $self->choice = new choice_row();
            $self->attemptnumber = 1;
            $self->userid = $scenario->owner ?? 5;
            $self->attempt = null;
            return $self;
        }

        /**
         * Whether the quiz is proctored.
         *
         * @return bool
         */
        public function is_proctored(): bool {
            global $scenario;
            return $scenario->access !== 'none';
        }

        /**
         * Why nothing is saved.
         *
         * @return string
         */
        public function refuses_saving(): string {
            global $scenario;
            return $scenario->access === 'open' ? self::OPEN : $scenario->access;
        }
    }

    /**
     * A row of settings.
     */
    final class choice_row {
        /**
         * A value.
         *
         * @param string $name
         * @return int
         */
        public function get(string $name): int {
            return 3;
        }
    }

    /**
     * A row that is made when it is not there.
     */
    final class proctored_attempt {
        /**
         * The row.
         *
         * @param int $quizid
         * @param int $userid
         * @param int $number
         * @return \stdClass
         */
        public static function open(int $quizid, int $userid, int $number): \stdClass {
            return (object) ['opened' => "$quizid $userid $number"];
        }
    }

    /**
     * What is put on record.
     */
    final class trespass {
        /**
         * Notes it.
         *
         * @param access $access
         */
        public static function in_attempt(access $access): void {
            echo 'noted, ';
        }
    }

    /**
     * The page in place of the quiz's.
     */
    final class held_page {
        /**
         * Ends the request.
         *
         * @param \stdClass $attempt
         * @param string $reason
         * @param array $post
         */
        public static function for_post(\stdClass $attempt, string $reason, array $post): never {
            echo "held $reason $attempt->opened " . json_encode($post);
            exit;
        }
    }
}

namespace {
    $scenario = json_decode($argv[1]);
    $asked = [];
    define('CLI_SCRIPT', $scenario->cli ?? false);
    require_once(__DIR__ . '/bootstrap.php');

    /**
     * The database says no.
     */
    class dml_exception extends Exception {
    }

    /**
     * Whether the session key is the user's.
     *
     * @param string $sesskey
     * @return bool
     */
    function confirm_sesskey(string $sesskey): bool {
        return $sesskey === 'mine';
    }

    /**
     * A whole number.
     *
     * @param string $value
     * @param string $type
     * @return int
     */
    function clean_param(string $value, string $type): int {
        return (int) $value;
    }

    /**
     * A setting: the version, once the plugin is installed.
     *
     * @param string $plugin
     * @param string $name
     * @return string|false
     */
    function get_config(string $plugin, string $name): string|false {
        global $scenario;
        return ($scenario->installed ?? true) ? '2026' : false;
    }

    $USER = (object) ['id' => $scenario->user ?? 5];
    $DB = new class {
        /**
         * What is left to ask when the tables are not as they should be.
         *
         * @param string $sql
         * @param array $params
         * @return bool
         */
        public function record_exists_sql(string $sql, array $params): bool {
            global $scenario;
            if ($scenario->proctored === 'throws') {
                throw new dml_exception('no such table');
            }
            return $scenario->proctored;
        }
    };
    $_POST = json_decode(json_encode($scenario->post ?? ['attempt' => '7', 'sesskey' => 'mine', 'q1' => 'words']), true);
    register_shutdown_function(fn() => print("\n" . (http_response_code() ?: 200)));
    \quizaccess_invigil\local\guard::watch($scenario->autosave);
    echo 'passed ' . count($asked);
}
