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

use mod_quiz\quiz_settings;
use quizaccess_invigil\lti\tool;
use quizaccess_invigil\output\notice;
use quizaccess_invigil\output\shell;
use quizaccess_invigil\tests\configured_quiz_trait;
use quizaccess_invigil\tests\hostile_names_trait;

/**
 * Whatever a name is made of, it is read as it is meant and does nothing.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers     \quizaccess_invigil\local\names
 * @covers     \quizaccess_invigil\output\shell
 * @covers     \quizaccess_invigil\output\notice
 * @covers     \quizaccess_invigil\local\form_section
 */
final class names_test extends \advanced_testcase {
    use configured_quiz_trait;
    use hostile_names_trait;

    /**
     * A site that filters names.
     */
    protected function setUp(): void {
        parent::setUp();
        $this->resetAfterTest();
        $this->filter_names();
    }

    /**
     * Both helpers, on sites that take tags out of names and on those that leave harmless ones.
     *
     * @dataProvider names
     * @param string $name as Moodle keeps it
     * @param string $plain as it is read
     */
    public function test_plain_and_html(string $name, string $plain): void {
        global $CFG;
        $context = \context_system::instance();
        $this->assertSame($plain, names::plain($name, $context));
        $html = names::html($name, $context);
        $this->assertDoesNotMatchRegularExpression('/[<>"\']/', $html);
        $this->assertSame($plain, html_entity_decode($html, ENT_QUOTES | ENT_HTML5, 'UTF-8'));
        $CFG->formatstringstriptags = 0;
        \core\di::get_container()->set(\core\formatting::class, new \core\formatting());
        $this->assertDoesNotMatchRegularExpression('/[<>"\']/', names::html($name . ' <b>fat</b>', $context));
        $this->assertStringContainsString('fat', names::plain('<b>fat</b> ' . $name, $context));
    }

    /**
     * Nothing has no name.
     */
    public function test_nothing(): void {
        $context = \context_system::instance();
        $this->assertSame(['', ''], [names::plain(null, $context), names::html('', $context)]);
    }

    /**
     * Names of people are plain text: what looks like a tag is part of them.
     */
    public function test_person(): void {
        $user = $this->getDataGenerator()->create_user();
        $this->rename_person($user, 'Six <b>', 'O\'Six & "Co"');
        $this->assertSame('Six <b> O\'Six & "Co"', names::person($user));
        $this->assertSame(s('Six <b> O\'Six & "Co"'), names::person_html($user));
    }

    /**
     * The examinee's pages: the shell and what stands in its place.
     *
     * @dataProvider names
     * @param string $name as Moodle keeps it
     * @param string $plain as it is read
     */
    public function test_shell(string $name, string $plain): void {
        global $DB, $OUTPUT, $PAGE;
        $this->make_course();
        $this->connect();
        $quiz = $this->make_quiz();
        (new choice(0, (object) ['quizid' => $quiz->id, 'linkid' => choice::new_linkid()]))->create();
        $DB->set_field('quiz', 'name', $name, ['id' => $quiz->id]);
        $DB->set_field('course', 'shortname', $name, ['id' => $this->course->id]);
        rebuild_course_cache($this->course->id, true);
        $attempt = proctored_attempt::open((int) $quiz->id, (int) $this->student->id, 1);
        $attempt->set_many(['state' => proctored_attempt::RUNNING, 'checkedinat' => time(), 'live' => true, 'liveat' => time()]);
        $attempt->save();
        $this->setUser($this->student);
        $PAGE->set_url('/mod/quiz/accessrule/invigil/shell.php');
        $quizobj = quiz_settings::create($quiz->id, $this->student->id);
        $access = access::for_user((int) $quiz->id, (int) $this->student->id);

        $html = $OUTPUT->render(new shell($quizobj, $access, tool::connected(), time()));
        $page = $this->read_html($html);
        $this->assertSame($plain, $page->query('//h1')->item(0)->textContent);
        $this->assertStringStartsWith("$plain ·", $page->query('//p[contains(@class, "invigil-where")]')->item(0)->textContent);
        $frame = $page->query('//iframe[@data-region="quiz"]')->item(0);
        $this->assertSame($plain, $frame->getAttribute('title'));
        $root = $page->query('//*[@id="invigil-shell"]')->item(0);
        $this->assertStringContainsString('/mod/quiz/', $root->getAttribute('data-quiz-url'));
        $this->assertSame(0, $page->query('//script | //b | //*[@onload]')->length);

        $page = $this->read_html($OUTPUT->render(new notice($quizobj, ['<b>Closed</b>'])));
        $this->assertSame($plain, $page->query('//h1')->item(0)->textContent);
        $this->assertSame(1, $page->query('//b')->length);
    }

    /**
     * Each template of this plugin.
     *
     * @dataProvider names
     * @param string $name
     */
    public function test_templates(string $name): void {
        $this->assert_templates_hold('quizaccess_invigil', ['notice' => ['reasons']], $name);
    }

    /**
     * What a proctor wrote gets into the page as it is, also what looks like an entity.
     */
    public function test_standing(): void {
        global $OUTPUT, $PAGE;
        $this->make_course();
        $this->connect();
        $quiz = $this->make_quiz();
        (new choice(0, (object) ['quizid' => $quiz->id, 'linkid' => choice::new_linkid()]))->create();
        $message = '<b>Stop</b> &#34; &amp; "now"';
        $attempt = proctored_attempt::open((int) $quiz->id, (int) $this->student->id, 1);
        $attempt->set_many(['state' => proctored_attempt::PAUSED, 'message' => $message]);
        $attempt->save();
        $this->setUser($this->student);
        $PAGE->set_url('/mod/quiz/accessrule/invigil/shell.php');
        $access = access::for_user((int) $quiz->id, (int) $this->student->id);
        $quizobj = quiz_settings::create($quiz->id, $this->student->id);
        $page = $this->read_html($OUTPUT->render(new shell($quizobj, $access, tool::connected(), time())));
        $standing = $page->query('//*[@id="invigil-shell"]')->item(0)->getAttribute('data-standing');
        $this->assertSame($message, json_decode($standing, true, 512, JSON_THROW_ON_ERROR)['message']);
    }

    /**
     * The teacher's form names the people who may proctor.
     */
    public function test_proctors_in_the_form(): void {
        $this->make_course();
        $this->connect();
        $who = $this->getDataGenerator()->create_and_enrol($this->course, 'teacher');
        $this->rename_person($who, 'Tom', '</option></select><b id="owned">');
        $this->setUser($this->teacher);
        $html = $this->quiz_form($this->make_quiz())->getElement('invigil_proctors')->toHtml();
        $option = $this->read_html($html)->query("//option[@value='{$who->id}']")->item(0);
        $this->assertSame('Tom </option></select><b id="owned">', $option->textContent);
        $this->assertSame(0, $this->read_html($html)->query('//b')->length);
    }
}
