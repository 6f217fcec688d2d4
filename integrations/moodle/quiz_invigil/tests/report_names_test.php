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

namespace quiz_invigil;

use quiz_invigil\local\cell;
use quiz_invigil\local\filter;
use quiz_invigil\output\attempts_table;
use quiz_invigil\tests\shown_report_trait;
use quizaccess_invigil\tests\graded_quiz_trait;
use quizaccess_invigil\tests\hostile_names_trait;

/**
 * The tab "Proctoring" and its files: names and words of people do nothing there.
 *
 * @package    quiz_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers     \quiz_invigil\local\cell
 * @covers     \quiz_invigil\output\attempts_table
 */
final class report_names_test extends \advanced_testcase {
    use graded_quiz_trait;
    use hostile_names_trait;
    use shown_report_trait;

    /**
     * In files, too, words are what they are: nothing that looks like a tag is left out or works, and no spreadsheet program
     * takes a name for a formula.
     *
     * @dataProvider formats
     * @param string $format
     * @param string $name the student's, as it stands in the file
     */
    public function test_download_of_names(string $format, string $name): void {
        $this->make_quiz();
        $this->rename_person($this->student, '=HYPERLINK("x")', 'Six <b>&amp;');
        $note = '<script>a</script> < b & "c"';
        $this->make_attempt($this->student, ['verdict' => 'clear', 'verdictnote' => $note, 'verdictby' => '+1']);
        $this->setUser($this->teacher);
        $table = new attempts_table($this->quiz, $this->cm(), \context_module::instance($this->quiz->cmid));
        $table->is_downloading($format, 'proctoring', 'Proctoring');
        $table->prepare(new filter(), 0, new \moodle_url('/mod/quiz/report.php'));
        $this->expectOutputRegex('/^/');
        $table->setup();
        $table->query_db(0, false);
        $row = $table->format_row($table->rawdata[array_key_first($table->rawdata)]);
        $file = $table->export_class_instance();
        // As Moodle does it before it writes the row.
        $row = $file->supports_html() ? $row : $file->format_data($row);
        $this->assertSame($name, $row['fullname']);
        $this->assertSame($file->supports_html() ? htmlspecialchars($note, ENT_NOQUOTES) : $note, $row['verdictnote']);
        $this->assertSame('+1', $row['verdictby']);
    }

    /**
     * Formats, and what becomes of a name in them.
     *
     * @return array[]
     */
    public static function formats(): array {
        return [
            'csv' => ['csv', '\'=HYPERLINK("x") Six <b>&amp;'],
            'excel' => ['excel', '\'=HYPERLINK("x") Six <b>&amp;'],
            'json' => ['json', '=HYPERLINK("x") Six <b>&amp;'],
            'html' => ['html', '=HYPERLINK("x") Six &lt;b&gt;&amp;amp;'],
        ];
    }

    /**
     * What spreadsheet programs would take for a formula.
     */
    public function test_cells(): void {
        foreach (['=1+1', '+1-1', '-2+3', '@SUM(A1)', "\t=1", '＝1', '＠x', '+34 600'] as $text) {
            $this->assertSame("'$text", cell::of($text, 'csv'));
            $this->assertSame($text, cell::of($text, 'json'));
        }
        foreach (['-1', '+1.5', '7', 'a=1', '–', '', 'O\'Six "Co"'] as $text) {
            $this->assertSame($text, cell::of($text, 'ods'));
        }
    }

    /**
     * Names in the tab are text, whatever they are made of.
     *
     * @dataProvider names
     * @param string $name as Moodle keeps it
     * @param string $plain as it is read
     */
    public function test_names_on_screen(string $name, string $plain): void {
        global $DB;
        $this->make_quiz();
        $this->filter_names();
        $this->make_attempt($this->student, ['verdict' => 'clear', 'verdictby' => $name]);
        $DB->set_field('quiz', 'name', $name, ['id' => $this->quiz->id]);
        $this->quiz->name = $name;
        $this->rename_person($this->student, 'Six', substr($name, 0, 60));
        $html = $this->report($this->teacher);
        $html = substr($html, strpos($html, 'quiz_invigil-head'));
        $page = $this->read_html($html);
        $this->assertSame("Proctored attempts of $plain", $page->query('//caption')->item(0)->textContent);
        $person = trim('Six ' . substr($name, 0, 60));
        $link = $page->query('//div[contains(@class, "quiz_invigil-person")]//a[contains(@href, "/user/view.php")]')->item(0);
        $this->assertSame($person, $link->textContent);
        $this->assertStringContainsString(": $person, attempt 1", $page->query('//tbody')->item(0)->textContent);
        $this->assertStringContainsString($name, $page->query('//tbody')->item(0)->textContent);
        $this->assertSame(0, $page->query('//table//b | //table//script | //table//*[@onload]')->length);
    }

    /**
     * Each template of this plugin.
     *
     * @dataProvider names
     * @param string $name
     */
    public function test_templates(string $name): void {
        $this->assert_templates_hold('quiz_invigil', ['attempt' => ['picture', 'html']], $name);
    }
}
