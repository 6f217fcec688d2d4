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

    /** @var string[] What can be captured. */
    const CAPTURED = ['camera', 'microphone', 'screen'];

    /** @var MoodleQuickForm The quiz form. */
    private readonly MoodleQuickForm $mform;

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
     * @param array $values by the column's name
     * @param array $locked what the site has locked, by the column's name
     * @param bool $can whether the user may change anything
     */
    public function add(array $values, array $locked, bool $can): void {
        $this->insert('header', 'header', get_string('proctoredwith', 'quizaccess_invigil'));
        $this->add_notes($can);
        $this->insert('advcheckbox', 'enabled', get_string('enabled', 'quizaccess_invigil'));
        $this->mform->addHelpButton(choice_input::PREFIX . 'enabled', 'enabled', 'quizaccess_invigil');
        $this->add_rules();
        $this->add_people((string) ($values['proctors'] ?? ''));
        $this->add_consequences();
        $this->set_values($locked + $values);
        $this->freeze($locked, $can);
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
     * How strictly, what is captured, what is allowed.
     */
    private function add_rules(): void {
        $this->insert('select', 'preset', get_string('preset', 'quizaccess_invigil'), self::options('preset'));
        $boxes = [];
        foreach (self::CAPTURED as $name) {
            $boxes[] = $this->mform->createElement(
                'advcheckbox',
                choice_input::PREFIX . $name,
                '',
                get_string($name, 'quizaccess_invigil')
            );
        }
        $this->insert('group', 'captured', get_string('captured', 'quizaccess_invigil'), $boxes, null, false);
        $this->insert('advcheckbox', 'fullscreen', get_string('fullscreen', 'quizaccess_invigil'));
        $this->insert('textarea', 'allowed', get_string('allowed', 'quizaccess_invigil'), ['rows' => 4, 'cols' => 60]);
        foreach (['preset', 'captured', 'fullscreen', 'allowed'] as $name) {
            $this->finish($name);
        }
    }

    /**
     * Who watches, who lets in, what examinees are told.
     *
     * @param string $chosen ids of the users who proctor
     */
    private function add_people(string $chosen): void {
        $people = quiz_form::possible_proctors($this->context);
        $this->insert('autocomplete', 'proctors', get_string('proctors', 'quizaccess_invigil'), $people, [
            'multiple' => true,
            'noselectionstring' => get_string('proctors_all', 'quizaccess_invigil'),
        ]);
        $this->insert('select', 'admission', get_string('admission', 'quizaccess_invigil'), self::options('admission'));
        $this->insert('textarea', 'message', get_string('message', 'quizaccess_invigil'), ['rows' => 4, 'cols' => 60]);
        foreach (['proctors', 'admission', 'message'] as $name) {
            $this->finish($name);
        }
    }

    /**
     * What happens when something happens.
     */
    private function add_consequences(): void {
        $this->insert(
            'select',
            'ontoolfailure',
            get_string('ontoolfailure', 'quizaccess_invigil'),
            self::options('ontoolfailure')
        );
        $this->insert('advcheckbox', 'holdgrade', get_string('holdgrade', 'quizaccess_invigil'));
        foreach (['ontoolfailure', 'holdgrade'] as $name) {
            $this->finish($name);
        }
    }

    /**
     * The words of a field of which one is chosen.
     *
     * @param string $name of the column
     * @return string[]
     */
    public static function options(string $name): array {
        $options = [];
        foreach (choice_input::WORDS[$name] as $word) {
            $options[$word] = get_string($name . '_' . $word, 'quizaccess_invigil');
        }
        return $options;
    }

    /**
     * Puts an element where our section is.
     *
     * @param string $type of the element
     * @param string $name without the prefix
     * @param mixed ...$more as the element wants it
     */
    private function insert(string $type, string $name, mixed ...$more): void {
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
     * Help, type and visibility of a field.
     *
     * @param string $name without the prefix
     */
    private function finish(string $name): void {
        $field = choice_input::PREFIX . $name;
        $this->mform->addHelpButton($field, $name, 'quizaccess_invigil');
        $this->mform->hideIf($field, choice_input::PREFIX . 'enabled', 'notchecked');
        if (in_array($name, ['allowed', 'message'])) {
            // As it is typed: choice_input tidies it without swallowing what stands behind a "less than".
            $this->mform->setType($field, PARAM_RAW);
        }
    }

    /**
     * What the fields show at first.
     *
     * @param array $values by the column's name
     */
    private function set_values(array $values): void {
        foreach (site_choice::NAMES as $name) {
            $this->mform->setDefault(choice_input::PREFIX . $name, $values[$name]);
        }
        $this->mform->setDefault(choice_input::PREFIX . 'proctors', array_filter(explode(',', $values['proctors'] ?? '')));
    }

    /**
     * Makes what cannot be changed look like it.
     *
     * @param array $locked what the site has locked, by the column's name
     * @param bool $can whether the user may change anything
     */
    private function freeze(array $locked, bool $can): void {
        global $OUTPUT;
        $icon = html_writer::span($OUTPUT->pix_icon('t/locked', get_string('locked', 'admin')), 'action-icon');
        foreach ([...site_choice::NAMES, 'proctors'] as $name) {
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
