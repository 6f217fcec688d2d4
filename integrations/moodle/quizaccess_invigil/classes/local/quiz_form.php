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
use context_module;
use quizaccess_invigil\lti\tool;
use stdClass;

/**
 * The teacher's settings of a quiz: shown, checked, kept, forgotten.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class quiz_form {
    /** @var string Who may change them. */
    const CAPABILITY = 'quizaccess/invigil:configure';

    /**
     * Adds the section to the quiz form.
     *
     * @param \mod_quiz_mod_form $quizform
     * @param \MoodleQuickForm $mform
     */
    public static function add_fields(\mod_quiz_mod_form $quizform, \MoodleQuickForm $mform): void {
        if (!installation::is_done()) {
            return;
        }
        $context = $quizform->get_context();
        $quizid = (int) $quizform->get_instance();
        $choice = $quizid ? choice::of_quiz($quizid) : null;
        (new form_section($mform, $context))->add(
            $choice ? $choice->values() : site_choice::defaults(),
            self::locked(),
            has_capability(self::CAPABILITY, $context)
        );
    }

    /**
     * Checks what was sent.
     *
     * @param array $errors by field
     * @param array $data the form's data
     * @param context $context of the quiz, or of the course while there is no quiz yet
     * @return array the errors, with ours
     */
    public static function validate(array $errors, array $data, context $context): array {
        $choice = empty($data['instance']) ? null : choice::of_quiz((int) $data['instance']);
        $wason = $choice && $choice->get('enabled');
        $can = has_capability(self::CAPABILITY, $context);
        $read = self::locked() + ($can ? choice_input::read($data) : []) + ['enabled' => $wason ? 1 : 0];
        if (!$read['enabled']) {
            return $errors;
        }
        foreach (choice_input::errors($read) as $name => [$key, $a]) {
            $errors[choice_input::PREFIX . $name] = get_string($key, 'quizaccess_invigil', $a);
        }
        if (!$wason && !tool::connected()) {
            $errors[choice_input::PREFIX . 'enabled'] = get_string('error_notconnected', 'quizaccess_invigil');
        }
        if (($data['browsersecurity'] ?? '') === 'securewindow') {
            $errors['browsersecurity'] = get_string('error_securewindow', 'quizaccess_invigil');
        }
        return $errors;
    }

    /**
     * Keeps what was sent, as far as the user may choose and the site leaves it open.
     *
     * What is not in the data stays as it was: a quiz may be changed by others than the form.
     *
     * @param stdClass $quiz the form's data, with the quiz's `id` and `coursemodule`
     */
    public static function save(stdClass $quiz): void {
        if (!installation::is_done()) {
            return;
        }
        $context = context_module::instance($quiz->coursemodule);
        $choice = choice::of_quiz((int) $quiz->id);
        $read = choice_input::read((array) $quiz);
        $before = $choice ? $choice->chosen() : site_choice::defaults();
        if (!$choice && !isset($read['enabled'])) {
            // Made without the form: nobody has seen the site's default.
            $before['enabled'] = 0;
        }
        $wanted = self::wanted($before, has_capability(self::CAPABILITY, $context) ? $read : [], $context);
        if ($wanted['enabled'] && !($choice && $before['enabled']) && !tool::connected()) {
            $wanted['enabled'] = 0;
        }
        if (!$choice && !$wanted['enabled']) {
            return;
        }
        $choice ??= new choice(0, (object) ['quizid' => $quiz->id, 'linkid' => choice::new_linkid(), 'enabled' => 0]);
        self::keep($choice, $wanted);
    }

    /**
     * Forgets all about a quiz, and takes back the time that was given.
     *
     * @param int $quizid
     */
    public static function delete(int $quizid): void {
        if (installation::is_done()) {
            forget::quiz($quizid);
        }
    }

    /**
     * How the quiz learns whether it is proctored when it is read. All else is read when it is needed (choice::of_quiz).
     *
     * @return array fields, joins, parameters
     */
    public static function settings_sql(): array {
        return !installation::is_done() ? ['', '', []] : [
            'COALESCE(invigil.enabled, 0) AS invigil_enabled',
            'LEFT JOIN {' . choice::TABLE . '} invigil ON invigil.quizid = quiz.id',
            [],
        ];
    }

    /**
     * Those who may proctor in a course or a quiz.
     *
     * @param context $context
     * @return string[] full names by user id, plain text
     */
    public static function possible_proctors(context $context): array {
        $fields = 'u.id' . \core_user\fields::for_name()->get_sql('u')->selects;
        $users = get_users_by_capability($context, 'quizaccess/invigil:proctor', $fields, 'u.lastname, u.firstname');
        return array_map(fn($user) => names::person($user), $users);
    }

    /**
     * What the site has locked. Proctoring that is locked to "on" holds nobody up while no tool is connected.
     *
     * @return array by name
     */
    private static function locked(): array {
        $locked = site_choice::locked();
        if (!empty($locked['enabled']) && !tool::connected()) {
            unset($locked['enabled']);
        }
        return $locked;
    }

    /**
     * What is to be kept.
     *
     * @param array $before by name
     * @param array $read what the user wants, as choice_input::read() gives it
     * @param context $context of the quiz
     * @return array by name, with `rules` as they are kept
     */
    private static function wanted(array $before, array $read, context $context): array {
        if (empty($read['enabled'])) {
            // Hidden fields are sent as if they were empty: they count only while they can be seen.
            $read = array_intersect_key($read, ['enabled' => 0]);
        }
        if (!empty($read['proctors'])) {
            $may = array_keys(self::possible_proctors($context));
            $read['proctors'] = implode(',', array_intersect(explode(',', $read['proctors']), $may));
        }
        $wanted = self::locked() + $read + $before;
        $seen = choice_input::has_own_rules($wanted) ? $read['rules'] ?? [] : [];
        return ['rules' => rule_changes::after($seen, $before['rules'])] + $wanted;
    }

    /**
     * Writes what has changed, and only then: the tool goes by the time of the last change.
     *
     * @param choice $choice
     * @param array $wanted by name
     */
    private static function keep(choice $choice, array $wanted): void {
        $changed = !$choice->get('id');
        foreach (choice::columns($wanted, (array) $choice->to_record()) as $column => $value) {
            $kept = $choice->get($column);
            if ((string) $value !== (string) (is_bool($kept) ? (int) $kept : $kept)) {
                $choice->set($column, $value);
                $changed = true;
            }
        }
        if ($changed) {
            $choice->save();
            held_grade::refresh_quiz((int) $choice->get('quizid'));
        }
    }
}
