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
    /** What only the quiz log of an LMS can tell whose own API opens the quiz. */
    private const ELSEWHERE = ['quiz_left' => true];

    /** @var string The table. */
    const TABLE = 'quizaccess_invigil';

    /** @var string The word of the policy for: an examinee waits until a proctor lets them in. */
    const ADMISSION_PROCTOR = 'proctor';

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
        $columns = array_filter(form_field::all(), fn($field) => $field->hascolumn);
        // A row is made for a quiz that is proctored: the form's default of "off" is not that of the row.
        $switchedon = ['enabled' => ['type' => PARAM_BOOL, 'default' => true]];
        return $switchedon + array_map(fn($field) => $field->property(), $columns) + [
            'quizid' => ['type' => PARAM_INT],
            'linkid' => ['type' => PARAM_ALPHANUMEXT],
            'proctors' => ['type' => PARAM_SEQUENCE, 'default' => '', 'null' => NULL_ALLOWED],
            'more' => ['type' => PARAM_RAW, 'default' => null, 'null' => NULL_ALLOWED],
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
     * Everything that holds, under the names of the form.
     *
     * @return array by name, as form_field keeps it; `proctors`, and `rules` as rule_changes has them
     */
    public function values(): array {
        $preset = $this->get('preset');
        return $this->chosen() + array_map(fn($field) => $field->default($preset), form_field::all());
    }

    /**
     * The same, without the fields that were not there yet when somebody last chose.
     *
     * @return array by name
     */
    public function chosen(): array {
        return self::chosen_in((array) $this->to_record());
    }

    /**
     * What was chosen in a row of the table. What lies in the column `more` and cannot be read is as if it had not been chosen.
     *
     * @param array $row
     * @return array by name
     */
    public static function chosen_in(array $row): array {
        $more = self::more($row);
        $values = [];
        foreach (form_field::all() as $name => $field) {
            $values[$name] = $field->hascolumn ? ($row[$name] ?? null) : $field->from_told($more['fields'][$name] ?? null);
        }
        $values = array_filter($values, fn($value) => $value !== null);
        return $values + ['proctors' => $row['proctors'] ?? '', 'rules' => rule_changes::known($more['rules'] ?? null)];
    }

    /**
     * The columns that hold these values.
     *
     * @param array $values by name
     * @param array $row the row as it is until now: what a newer version of this plugin has put there stays
     * @return array by column
     */
    public static function columns(array $values, array $row = []): array {
        $more = self::more($row);
        $columns = ['proctors' => (string) ($values['proctors'] ?? '')];
        foreach (array_intersect_key(form_field::all(), $values) as $name => $field) {
            if ($field->hascolumn) {
                $columns[$name] = $field->kind === 'switch' ? (int) $values[$name] : (string) $values[$name];
            } else {
                $more['fields'][$name] = $field->told($values[$name]);
            }
        }
        $more = array_filter(['rules' => $values['rules'] ?? []] + $more);
        $columns['more'] = $more ? json_encode($more, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE) : null;
        return $columns;
    }

    /**
     * The allowed resources.
     *
     * @return string[]
     */
    public function allowed_resources(): array {
        return form_field::of_policy()['allowed_resources']->told($this->get('allowed'));
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
     * What is noted in this quiz: the types of incidents that are on, and about something that it captures or asks for.
     *
     * @return string[]
     */
    public function noted(): array {
        $values = $this->values();
        $custom = choice_input::has_own_rules($values);
        $preset = $custom ? policy_table::CUSTOM_BASE : $values['preset'];
        $changes = $custom ? $values['rules'] : [];
        $fields = form_field::of_policy();
        $noted = [];
        foreach (array_diff_key(policy_table::RULES, self::ELSEWHERE) as $type => $rule) {
            $met = array_filter($rule['requires'], fn($name) => !isset($fields[$name]) || $values[$fields[$name]->name]);
            if (($changes[$type]['enabled'] ?? $rule[$preset]['enabled']) && $met === $rule['requires']) {
                $noted[] = $type;
            }
        }
        return $noted;
    }

    /**
     * The choice as the claim `proctoring_settings.data` carries it to the tool: the policy's fields by their names in its schema,
     * and with the preset "custom" what was changed about the rules. A field that nobody has chosen yet is left to the tool.
     *
     * @return string JSON
     */
    public function settings_data(): string {
        $chosen = $this->chosen();
        $data = ['invigil' => 1, 'revision' => (int) $this->get('timemodified'), 'preset' => $this->get('preset')];
        foreach (form_field::of_policy() as $name => $field) {
            if ($field->hascolumn || isset($chosen[$name])) {
                $data[$name] = $field->told($field->hascolumn ? $this->get($field->name) : $chosen[$name]);
            }
        }
        if (choice_input::has_own_rules($chosen)) {
            $data['rules'] = (object) $chosen['rules'];
        }
        return json_encode($data, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE);
    }

    /**
     * What lies in the column `more`.
     *
     * @param array $row
     * @return array[] `fields` by name, as the tool is told them; `rules` by type
     */
    private static function more(array $row): array {
        $more = json_decode((string) ($row['more'] ?? ''), true);
        return array_filter(is_array($more) ? $more : [], 'is_array');
    }
}
