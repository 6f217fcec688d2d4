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

use context;
use core\output\notification;
use html_writer;
use MoodleQuickForm;
use quizaccess_invigil\lti\tool;

/**
 * The section "Proctored with Invigil" of the quiz form: its elements.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class form_section {
    /** @var string The section that ours stands before. What other rules add without a heading must not land in ours. */
    const BEFORE = 'security';

    /** @var string[] What can be captured: it stands in one line. */
    const CAPTURED = ['camera', 'microphone', 'screen'];

    /** @var MoodleQuickForm The quiz form. */
    public readonly MoodleQuickForm $mform;

    /** @var context Of the quiz, or of the course while there is no quiz yet. */
    private readonly context $context;

    /**
     * A section to be.
     *
     * @param MoodleQuickForm $mform
     * @param context $context of the quiz, or of the course while there is no quiz yet
     */
    public function __construct(MoodleQuickForm $mform, context $context) {
        $this->mform = $mform;
        $this->context = $context;
    }

    /**
     * Adds the section.
     *
     * @param array $values by name
     * @param array $locked what the site has locked, by name
     * @param bool $can whether the user may change anything
     */
    public function add(array $values, array $locked, bool $can): void {
        $this->insert('header', 'header', get_string('proctoredwith', 'quizaccess_invigil'));
        $this->add_notes($can);
        $rules = new form_rules($this);
        foreach (form_field::all() as $name => $field) {
            match (true) {
                $name === self::CAPTURED[0] => $this->add_captured(),
                in_array($name, self::CAPTURED) => null,
                default => $this->add_field($field),
            };
            if ($name === 'preset') {
                $rules->add($can);
            } else if ($name === 'fullscreen') {
                $this->add_proctors((string) ($values['proctors'] ?? ''));
            }
        }
        $this->set_values($locked + $values);
        $rules->set_values($values['rules']);
        $this->freeze($locked, $can);
        if (!$can) {
            $rules->freeze();
        }
    }

    /**
     * Says why something here cannot be used.
     *
     * @param bool $can whether the user may change anything
     */
    private function add_notes(bool $can): void {
        if (!$can) {
            $this->note('notallowed', get_string('notallowed', 'quizaccess_invigil'), notification::NOTIFY_INFO);
        }
        if (!tool::connected()) {
            $text = get_string('notconnected', 'quizaccess_invigil');
            if (has_capability('moodle/site:config', \context_system::instance())) {
                $url = new \moodle_url('/mod/quiz/accessrule/invigil/connect.php');
                $text .= ' ' . html_writer::link($url, get_string('notconnected_link', 'quizaccess_invigil'));
            }
            $this->note('notconnected', $text, notification::NOTIFY_WARNING);
        }
    }

    /**
     * Adds a field by what kind it is.
     *
     * @param form_field $field
     */
    private function add_field(form_field $field): void {
        $label = get_string($field->key(), 'quizaccess_invigil');
        match ($field->kind) {
            'switch' => $this->insert('advcheckbox', $field->name, $label),
            'choice' => $this->insert('select', $field->name, $label, $field->options()),
            'number' => $this->insert('text', $field->name, $label, ['size' => 6]),
            default => $this->insert('textarea', $field->name, $label, ['rows' => 4, 'cols' => 60]),
        };
        if (in_array($field->kind, ['number', 'text', 'lines'])) {
            // As it is typed: form_field tidies it without swallowing what stands behind a "less than".
            $this->mform->setType(choice_input::PREFIX . $field->name, PARAM_RAW);
        }
        $this->finish($field->name, $field->key(), $field->numbers());
    }

    /**
     * What is captured, in one line.
     */
    private function add_captured(): void {
        $boxes = array_map(fn($name) => $this->mform->createElement(
            'advcheckbox',
            choice_input::PREFIX . $name,
            '',
            get_string($name, 'quizaccess_invigil')
        ), self::CAPTURED);
        $this->insert('group', 'captured', get_string('captured', 'quizaccess_invigil'), $boxes, null, false);
        $this->finish('captured');
    }

    /**
     * Who watches.
     *
     * @param string $chosen ids of the users who proctor
     */
    private function add_proctors(string $chosen): void {
        // Options of a form are HTML.
        $people = array_map('s', quiz_form::possible_proctors($this->context));
        $this->insert('autocomplete', 'proctors', get_string('proctors', 'quizaccess_invigil'), $people, [
            'multiple' => true,
            'noselectionstring' => get_string('proctors_all', 'quizaccess_invigil'),
        ]);
        $this->mform->setDefault(choice_input::PREFIX . 'proctors', array_filter(explode(',', $chosen)));
        $this->finish('proctors');
    }

    /**
     * Puts an element where our section is.
     *
     * @param string $type of the element
     * @param string $name without the prefix
     * @param mixed ...$more as the element wants it
     */
    public function insert(string $type, string $name, mixed ...$more): void {
        $element = $this->mform->createElement($type, choice_input::PREFIX . $name, ...$more);
        $this->mform->insertElementBefore($element, self::BEFORE);
    }

    /**
     * A note at the top of the section.
     *
     * @param string $name
     * @param string $html
     * @param string $kind of notification
     */
    private function note(string $name, string $html, string $kind): void {
        global $OUTPUT;
        $note = (new notification($html, $kind))->set_show_closebutton(false);
        $this->insert('static', $name, '', $OUTPUT->render($note));
    }

    /**
     * Help and visibility of a field.
     *
     * @param string $name without the prefix
     * @param string|null $key of its words, if they are not called as it is
     * @param array $numbers what its help says in numbers
     */
    private function finish(string $name, ?string $key = null, array $numbers = []): void {
        $field = choice_input::PREFIX . $name;
        if ($name !== 'enabled') {
            $this->mform->hideIf($field, choice_input::PREFIX . 'enabled', 'notchecked');
        }
        $this->mform->addHelpButton($field, $key ?? $name, 'quizaccess_invigil', '', false, $numbers ?: null);
    }

    /**
     * What the fields show at first.
     *
     * @param array $values by name
     */
    private function set_values(array $values): void {
        foreach (form_field::all() as $name => $field) {
            $this->mform->setDefault(choice_input::PREFIX . $name, $values[$name]);
        }
    }

    /**
     * Makes what cannot be changed look like it.
     *
     * @param array $locked what the site has locked, by name
     * @param bool $can whether the user may change anything
     */
    private function freeze(array $locked, bool $can): void {
        global $OUTPUT;
        $icon = html_writer::span($OUTPUT->pix_icon('t/locked', get_string('locked', 'admin')), 'action-icon');
        foreach ([...array_keys(form_field::all()), 'proctors'] as $name) {
            $element = $this->element($name);
            if (array_key_exists($name, $locked)) {
                // Not setConstant(), which does not find what is in a group.
                $this->mform->setConstants([choice_input::PREFIX . $name => $locked[$name]]);
                if (in_array($name, self::CAPTURED)) {
                    $element->setText($element->getText() . $icon);
                } else {
                    $element->setLabel($element->getLabel() . $icon);
                }
            }
            if (!$can || array_key_exists($name, $locked)) {
                // Not hardFreeze: whether other fields are shown depends on the value of a hidden input.
                $element->freeze();
            }
        }
    }

    /**
     * An element of ours.
     *
     * @param string $name without the prefix
     * @return \HTML_QuickForm_element
     */
    private function element(string $name): \HTML_QuickForm_element {
        $field = choice_input::PREFIX . $name;
        if (!in_array($name, self::CAPTURED)) {
            return $this->mform->getElement($field);
        }
        $boxes = $this->mform->getElement(choice_input::PREFIX . 'captured')->getElements();
        return current(array_filter($boxes, fn($box) => $box->getName() === $field));
    }
}
