<?php
// Runs what the quiz form sends through the plugin's own classes, without a Moodle. For tests/moodle/test_policy_schema.py.
//
// Reads from the standard input a JSON list of what a form sends, one after another for the same quiz, and answers with a JSON list of
// {errors, columns, told}: what is wrong with it, the table's columns after it, and the claim that the tool gets.

require_once(__DIR__ . '/../../integrations/moodle/tests_plain/bootstrap.php');

use quizaccess_invigil\local\choice;
use quizaccess_invigil\local\choice_input;
use quizaccess_invigil\local\rule_changes;

$row = ['timemodified' => 7];
$answers = [];
foreach (json_decode(stream_get_contents(STDIN), true) as $sent) {
    $read = choice_input::read($sent);
    $before = (new choice(0, (object) $row))->chosen();
    $errors = choice_input::errors($read);
    $rules = rule_changes::after($read['rules'] ?? [], $before['rules']);
    $row = choice::columns(['rules' => $rules] + $read + $before, $row) + $row;
    $answers[] = ['errors' => array_keys($errors), 'columns' => $row, 'told' => (new choice(0, (object) $row))->settings_data()];
}
echo json_encode($answers);
