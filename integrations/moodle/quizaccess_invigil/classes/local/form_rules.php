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

use html_writer;

/**
 * The rules in the quiz form, one by one: whether something is noted, after how long, how severe it is. Shown with the preset
 * "custom" only; without JavaScript always, and then they count with it only.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class form_rules {
    /** @var string The button that puts everything back. */
    const BACK = choice_input::PREFIX . 'rules_back';

    /**
     * The rules in a section of the form.
     *
     * @param form_section $section
     */
    public function __construct(
        /** @var form_section */
        private readonly form_section $section,
    ) {
    }

    /**
     * Adds them.
     *
     * @param bool $can whether the user may change anything
     */
    public function add(bool $can): void {
        $mform = $this->section->mform;
        $mform->registerNoSubmitButton(self::BACK);
        $back = $this->is_put_back();
        $intro = html_writer::div(get_string($back ? 'rules_areback' : 'rules_intro', 'quizaccess_invigil'), 'w-100 mb-2');
        $elements = [$mform->createElement('static', choice_input::PREFIX . 'rules_intro', '', $intro)];
        if ($can) {
            // Whoever pressed it stays where they were, also in the new page.
            $focus = $back ? ['autofocus' => 'autofocus'] : [];
            $label = get_string('rules_back', 'quizaccess_invigil');
            $elements[] = $mform->createElement('submit', self::BACK, $label, $focus, false);
        }
        $this->insert('rules', get_string('rules', 'quizaccess_invigil'), $elements);
        $mform->addHelpButton(choice_input::PREFIX . 'rules', 'rules', 'quizaccess_invigil');
        foreach (array_keys(policy_table::RULES) as $type) {
            $title = get_string('rule_' . $type, 'quizaccess_invigil');
            $this->insert(rule_changes::PREFIX . $type, $title, $this->elements($type));
        }
    }

    /**
     * Shows what was changed; what standard says, if that button was pressed.
     *
     * @param array[] $changes as rule_changes has them
     */
    public function set_values(array $changes): void {
        $mform = $this->section->mform;
        $back = $this->is_put_back();
        $values = [];
        foreach (array_keys(policy_table::RULES) as $type) {
            $parts = rule_changes::parts($type, $back ? [] : $changes);
            foreach (['wait' => rule_changes::seconds($parts['wait'])] + $parts as $part => $value) {
                $values[self::name($type, $part)] = $value;
            }
        }
        $mform->setDefaults($values);
        if ($back) {
            $mform->setConstants($values);
            $mform->setExpanded(choice_input::PREFIX . 'header');
        }
    }

    /**
     * Makes them look as if they cannot be changed.
     */
    public function freeze(): void {
        foreach (array_keys(policy_table::RULES) as $type) {
            $this->section->mform->getElement(choice_input::PREFIX . rule_changes::PREFIX . $type)->freeze();
        }
    }

    /**
     * The sentence that says what a rule is by default, what it needs, and what examinees are asked to do.
     *
     * @param string $type
     * @return string plain text
     */
    public static function sentence(string $type): string {
        $standard = rule_changes::parts($type, []);
        $a = [
            'seconds' => rule_changes::seconds($standard['wait']),
            'severity' => get_string('rules_severity_' . $standard['severity'], 'quizaccess_invigil'),
        ];
        $key = match (true) {
            !$standard['enabled'] => 'rules_standard_off',
            $standard['wait'] > 0 => 'rules_standard_after',
            default => 'rules_standard_atonce',
        };
        $said = [get_string($key, 'quizaccess_invigil', $a)];
        $fields = array_intersect_key(form_field::of_policy(), array_flip(policy_table::RULES[$type]['requires']));
        if ($fields) {
            $names = array_map(fn($field) => get_string($field->key(), 'quizaccess_invigil'), $fields);
            $said[] = get_string('rules_only', 'quizaccess_invigil', implode(', ', $names));
        }
        if (get_string_manager()->string_exists('rule_' . $type . '_avoid', 'quizaccess_invigil')) {
            $said[] = get_string('rules_asked', 'quizaccess_invigil', get_string('rule_' . $type . '_avoid', 'quizaccess_invigil'));
        }
        return implode(' ', $said);
    }

    /**
     * A group of elements that is shown with rules of one's own only.
     *
     * @param string $name without the prefix
     * @param string $label
     * @param \HTML_QuickForm_element[] $elements
     */
    private function insert(string $name, string $label, array $elements): void {
        $this->section->insert('group', $name, $label, $elements, null, false);
        $mform = $this->section->mform;
        $mform->hideIf(choice_input::PREFIX . $name, choice_input::PREFIX . 'enabled', 'notchecked');
        $mform->hideIf(choice_input::PREFIX . $name, choice_input::PREFIX . 'preset', 'neq', policy_table::CUSTOM);
    }

    /**
     * What is chosen of one rule.
     *
     * @param string $type
     * @return \HTML_QuickForm_element[]
     */
    private function elements(string $type): array {
        $mform = $this->section->mform;
        $severities = [];
        foreach (policy_table::SEVERITIES as $severity) {
            $severities[$severity] = get_string('rules_severity_' . $severity, 'quizaccess_invigil');
        }
        $mform->setType(self::name($type, 'wait'), PARAM_RAW);
        $words = fn($key) => get_string('rules_' . $key, 'quizaccess_invigil');
        // The labels of what stands in a group are heard only; the words between are what is seen.
        $between = fn($key) => html_writer::span($words($key), 'me-2 mr-2', ['aria-hidden' => 'true']);
        $note = html_writer::div(s(self::sentence($type)), 'w-100 small text-muted');
        return [
            $mform->createElement('advcheckbox', self::name($type, 'enabled'), '', $words('enabled')),
            $mform->createElement('static', self::name($type, 'after'), '', $between('after')),
            $mform->createElement('text', self::name($type, 'wait'), $words('wait'), ['size' => 4, 'inputmode' => 'decimal']),
            $mform->createElement('static', self::name($type, 'seconds'), '', $between('seconds')),
            $mform->createElement('select', self::name($type, 'severity'), $words('severity'), $severities),
            $mform->createElement('static', self::name($type, 'note'), '', $note),
        ];
    }

    /**
     * Whether the button was pressed that puts everything back. The form is then shown again with all else as it was sent.
     *
     * @return bool
     */
    private function is_put_back(): bool {
        $sesskey = optional_param('sesskey', '', PARAM_RAW);
        return optional_param(self::BACK, '', PARAM_RAW) !== '' && $sesskey !== '' && confirm_sesskey($sesskey);
    }

    /**
     * The name of an element.
     *
     * @param string $type
     * @param string $part one of rule_changes::PARTS, or words between them
     * @return string
     */
    private static function name(string $type, string $part): string {
        return choice_input::PREFIX . rule_changes::PREFIX . $type . '_' . $part;
    }
}
