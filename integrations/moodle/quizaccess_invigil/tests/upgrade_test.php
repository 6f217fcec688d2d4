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

namespace quizaccess_invigil;

use quizaccess_invigil\local\choice;
use quizaccess_invigil\local\form_field;
use quizaccess_invigil\local\gaps;
use quizaccess_invigil\local\one_shell;
use quizaccess_invigil\tests\configured_quiz_trait;

/**
 * An older version's tables become those of this one, and what teachers chose stays.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers     ::xmldb_quizaccess_invigil_upgrade
 */
final class upgrade_test extends \advanced_testcase {
    use configured_quiz_trait;

    /**
     * The functions of the upgrade.
     */
    public static function setUpBeforeClass(): void {
        global $CFG;
        parent::setUpBeforeClass();
        require_once($CFG->libdir . '/upgradelib.php');
        require_once($CFG->dirroot . '/mod/quiz/accessrule/invigil/db/upgrade.php');
    }

    /**
     * Whether the screen is shared is asked since 2026112600. Before that it was not, and so it stays off.
     */
    public function test_the_screen_comes_in(): void {
        global $DB;
        $this->preventResetByRollback();
        $this->make_course();
        $this->connect();
        $quiz = $this->make_quiz(['invigil_enabled' => 1, 'invigil_preset' => 'high', 'invigil_screen' => 1]);
        $before = choice::of_quiz((int) $quiz->id)->to_record();
        $DB->get_manager()->drop_field(new \xmldb_table(choice::TABLE), new \xmldb_field('screen'));
        try {
            $this->assertArrayNotHasKey('screen', $DB->get_columns(choice::TABLE));
        } finally {
            $this->upgrade(2026112500);
        }
        $this->assertEquals(
            (object) (['screen' => false] + (array) $before),
            choice::of_quiz((int) $quiz->id)->to_record()
        );
        $this->assert_as_installed();
    }

    /**
     * What has no column of its own lies in one since 2026112900. Nothing could be chosen there before, so that the tool goes
     * on with what the preset has; what had been chosen is told as it was.
     */
    public function test_more_comes_in(): void {
        global $DB;
        $this->preventResetByRollback();
        $this->make_course();
        $this->connect();
        $quiz = $this->make_quiz(['invigil_enabled' => 1, 'invigil_preset' => 'high']);
        // The row as the version before left it: what this version's form puts into the column was not there.
        $DB->set_field(choice::TABLE, 'more', null, ['quizid' => $quiz->id]);
        $before = choice::of_quiz((int) $quiz->id)->settings_data();
        $DB->get_manager()->drop_field(new \xmldb_table(choice::TABLE), new \xmldb_field('more'));
        try {
            $this->assertArrayNotHasKey('more', $DB->get_columns(choice::TABLE));
        } finally {
            $this->upgrade(2026112600);
        }
        $after = choice::of_quiz((int) $quiz->id);
        $this->assertSame($before, $after->settings_data());
        $this->assertSame(['high', true], [$after->get('preset'), $after->get('camera')]);
        $added = array_filter(form_field::of_policy(), fn($field) => !$field->hascolumn);
        $this->assertNotEmpty($added);
        foreach ($added as $name => $field) {
            $this->assertArrayNotHasKey($name, json_decode($after->settings_data(), true));
            $this->assertSame($field->default('high'), $after->values()[$field->name], "{$name}: the form shows what holds");
        }
        $this->assert_as_installed();
    }

    /**
     * Gaps, and whether another attempt may follow a block, come in with 2026113005.
     */
    public function test_gaps_come_in(): void {
        global $DB;
        $this->preventResetByRollback();
        $this->make_course();
        $this->connect();
        $quiz = $this->make_quiz(['invigil_enabled' => 1]);
        $DB->get_manager()->drop_field(new \xmldb_table(choice::TABLE), new \xmldb_field('nofurther'));
        $DB->get_manager()->drop_table(new \xmldb_table(gaps::TABLE));
        $this->upgrade(2026112900);
        $this->assertTrue(choice::of_quiz((int) $quiz->id)->get('nofurther'));
        $this->assert_as_installed();
    }

    /**
     * Attempts are bound to a shell since 2026113003; those that run already to none.
     */
    public function test_shells_come_in(): void {
        global $DB;
        $this->preventResetByRollback();
        $this->make_course();
        $this->connect();
        $DB->get_manager()->drop_table(new \xmldb_table(one_shell::TABLE));
        $DB->get_manager()->drop_field(new \xmldb_table('quizaccess_invigil_launches'), new \xmldb_field('shell'));
        try {
            $this->assertNull(one_shell::bound(7));
            $this->assertDebuggingCalled();
            $this->assertTrue(one_shell::is_here(7));
            $this->assertDebuggingCalled();
        } finally {
            $this->upgrade(2026112900);
        }
        $this->assertNull(one_shell::bound(7));
        $this->assert_as_installed();
    }

    /**
     * A column that is there already keeps what is in it.
     */
    public function test_the_screen_was_there(): void {
        $this->make_course();
        $this->connect();
        $quiz = $this->make_quiz(['invigil_enabled' => 1, 'invigil_screen' => 1]);
        $this->upgrade(2026112500);
        $this->assertTrue(choice::of_quiz((int) $quiz->id)->get('screen'));
        $this->assert_as_installed();
    }

    /**
     * Upgrades from an older version.
     *
     * @param int $version
     */
    private function upgrade(int $version): void {
        set_config('version', $version, 'quizaccess_invigil');
        $this->assertTrue(xmldb_quizaccess_invigil_upgrade($version));
    }

    /**
     * The database has what install.xml says, no more and no less.
     */
    private function assert_as_installed(): void {
        global $CFG, $DB;
        $file = new \xmldb_file($CFG->dirroot . '/mod/quiz/accessrule/invigil/db/install.xml');
        $this->assertTrue($file->loadXMLStructure());
        foreach ($file->getStructure()->getTables() as $table) {
            $fields = array_map(fn($field) => $field->getName(), $table->getFields());
            $this->assertEqualsCanonicalizing($fields, array_keys($DB->get_columns($table->getName())), $table->getName());
        }
        $column = $DB->get_columns(choice::TABLE)['screen'];
        $this->assertSame([true, '0'], [(bool) $column->not_null, (string) $column->default_value]);
    }
}
