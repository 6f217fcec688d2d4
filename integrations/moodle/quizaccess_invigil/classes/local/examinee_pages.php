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

use mod_quiz\form\preflight_check_form;
use mod_quiz\quiz_settings;
use moodle_page;
use moodle_url;
use MoodleQuickForm;
use quizaccess_invigil\lti\other_rules;
use quizaccess_invigil\lti\tool;
use quizaccess_invigil\output\about;

/**
 * What an examinee of a proctored quiz sees and may do in the quiz's own pages.
 *
 * Answers the hooks of the access rule. What it decides from is local\access; the page around the quiz is shell.php.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class examinee_pages {
    /** @var string Where this plugin's pages are. */
    const FOLDER = '/mod/quiz/accessrule/invigil/';

    /** @var access[] By id of the attempt; '' is the user's open or next one. */
    private array $access = [];

    /**
     * For one quiz and the user of this request.
     *
     * @param quiz_settings $quizobj
     * @param int $now Unix time
     * @param bool $webservice whether this request comes from the Moodle app or another client of the web services
     */
    public function __construct(
        /** @var quiz_settings */
        private readonly quiz_settings $quizobj,
        /** @var int */
        private readonly int $now,
        /** @var bool */
        private readonly bool $webservice = WS_SERVER,
    ) {
    }

    /**
     * Why no new attempt may begin.
     *
     * @param int $numprevattempts
     * @param \stdClass|false $lastattempt
     * @return string|false false if one may
     */
    public function prevent_new_attempt($numprevattempts, $lastattempt) {
        if ($this->quizobj->is_preview_user()) {
            return false;
        }
        if ($this->webservice) {
            return get_string('about_browseronly', 'quizaccess_invigil');
        }
        if (!tool::connected()) {
            return get_string('about_notconnected', 'quizaccess_invigil');
        }
        return ended_notice::forbids($this->quizobj->get_quizid(), $this->choice())
            ? get_string('ended_nofurther', 'quizaccess_invigil') : false;
    }

    /**
     * Why no page of an attempt may open now.
     *
     * Pages in a browser are led elsewhere before they get here (setup_attempt_page), with more to say than an error.
     * A client of the web services has no camera and no panel: it is refused whatever the state is. Calls that Moodle's own
     * pages make (lib/ajax/service.php) do not count as such; none of them opens or answers an attempt.
     *
     * @return string|false false if it may
     */
    public function prevent_access() {
        if ($this->webservice && !$this->quizobj->is_preview_user()) {
            return get_string('about_browseronly', 'quizaccess_invigil');
        }
        return false;
    }

    /**
     * Whether the check-in has to come first.
     *
     * @param int|null $attemptid null before the attempt exists
     * @return bool
     */
    public function is_preflight_check_required($attemptid): bool {
        if ($this->quizobj->is_preview_user()) {
            return false;
        }
        // Web services that save answers ask for the pre-flight check but not for prevent_access().
        return $this->webservice || $this->access($attemptid)->refuses_saving() === access::NO_CHECK_IN;
    }

    /**
     * Says in Moodle's own pre-flight form what will happen.
     *
     * @param preflight_check_form $quizform
     * @param MoodleQuickForm $mform
     * @param int|null $attemptid
     */
    public function add_preflight_check_form_fields(preflight_check_form $quizform, MoodleQuickForm $mform, $attemptid): void {
        global $OUTPUT;
        $choice = $this->choice();
        $mform->addElement('header', 'invigilheader', get_string('about_heading', 'quizaccess_invigil'));
        $mform->addElement('html', $choice ? $OUTPUT->render(new about($choice)) : '');
        // Carries the error of validate_preflight_check() where neither redirect nor script led into the shell.
        $mform->addElement('static', 'invigil', '', '');
    }

    /**
     * Whether the check-in was passed. Where another rule is not content with what it was answered, that comes first.
     *
     * @param array $data
     * @param array $files
     * @param array $errors
     * @param int|null $attemptid
     * @return array the errors, with ours
     */
    public function validate_preflight_check($data, $files, $errors, $attemptid): array {
        if ($this->webservice) {
            $errors['invigil'] = get_string('about_browseronly', 'quizaccess_invigil');
            return $errors;
        }
        if (!$this->is_preflight_check_required($attemptid)) {
            return $errors;
        }
        // The other rules are asked here, too: the form ends here, and what they have been answered must not be lost.
        if (!$this->preflight($attemptid)->answer($data, $files)) {
            $errors['invigil'] = get_string('about_checkinfirst', 'quizaccess_invigil');
        }
        return $errors;
    }

    /**
     * The pre-flight form was passed. There is nothing to keep: the check-in is in the proctored attempt's row.
     *
     * @param int|null $attemptid
     */
    public function notify_preflight_check_passed($attemptid): void {
    }

    /**
     * What the quiz's page says about the proctoring.
     *
     * @return string[] HTML
     */
    public function description(): array {
        $choice = $this->choice();
        if (!$choice) {
            return [];
        }
        $attempt = $this->access(null)->attempt;
        $stopped = $attempt && time_credit::is_stopped($attempt);
        $clock = match (true) {
            !$stopped => [],
            time_credit::waits($attempt) => array_filter([outage::words($attempt)]),
            default => [get_string('about_stopped', 'quizaccess_invigil')],
        };
        if ($stopped && $this->quizobj->get_quiz()->timeclose) {
            $clock[] = get_string('about_stopped_close', 'quizaccess_invigil');
        }
        $ended = ended_notice::of($this->quizobj->get_quizid());
        return array_merge($ended === '' ? [] : [$ended], $clock, (new about($choice))->description($this->quizobj->get_context()));
    }

    /**
     * Prepares a page of an attempt: leads it into the shell or to the page that says why it is held; takes the site's
     * header and footer off it.
     *
     * @param moodle_page $page its URL is set
     */
    public function setup_attempt_page(moodle_page $page): void {
        $script = basename($page->url->get_path());
        $attemptid = (int) $page->url->get_param('attempt') ?: null;
        if ($script === 'review.php') {
            review_block::add($page, (int) $attemptid);
            return;
        }
        if ($this->quizobj->is_preview_user() || !$this->access($attemptid)->is_proctored()) {
            return;
        }
        $destination = $_SERVER['HTTP_SEC_FETCH_DEST'] ?? '';
        if ($script === 'startattempt.php' && $destination !== 'iframe' && $this->asks_first($attemptid)) {
            return;
        }
        $detour = $this->detour($attemptid, (int) $page->url->get_param('page'), $destination);
        if ($detour) {
            redirect($detour);
        }
        $page->set_popup_notification_allowed(false);
        $page->set_pagelayout('secure');
        $page->activityheader->disable();
        $page->add_body_class('invigil-framed');
        if ($destination === '') {
            // A browser that does not say where it will show the page.
            $shell = json_encode($this->shell_url()->out(false), JSON_HEX_TAG);
            $page->requires->js_init_code("if (window.top === window.self) { window.location.replace($shell); }");
        }
    }

    /**
     * Where a page of an attempt has to go instead.
     *
     * @param int|null $attemptid null before the attempt exists
     * @param int $pageno page of the quiz, from 0
     * @param string $destination the header Sec-Fetch-Dest: document for a page that is not in a frame; '' if not known
     * @return moodle_url|null null if it may open
     */
    public function detour(?int $attemptid, int $pageno, string $destination): ?moodle_url {
        if ($destination === 'document') {
            return $this->shell_url($pageno);
        }
        $access = $this->access($attemptid);
        $access->follow_clock($this->now);
        return $access->held($this->now) === access::OPEN
            ? null
            : held_page::url($this->quizobj->get_cmid(), $access->attempt, $pageno);
    }

    /**
     * The attempt was handed in. The proctored attempt's row is closed by the observer, which also sees what cron hands in.
     */
    public function current_attempt_finished(): void {
        preflight::forget($this->quizobj->get_quizid());
    }

    /**
     * Whether Moodle's form has to be filled in before the check-in, for the sake of another rule.
     *
     * @param int|null $attemptid null: the user's open or next one
     * @return bool
     */
    public function asks_first(?int $attemptid = null): bool {
        return $this->access($attemptid)->refuses_saving() === access::NO_CHECK_IN && $this->preflight($attemptid)->is_waiting();
    }

    /**
     * The page with the quiz and the proctoring panel side by side.
     *
     * @param int $pageno page of the quiz to begin with, from 0
     * @return moodle_url
     */
    public function shell_url(int $pageno = 0): moodle_url {
        $params = ['cmid' => $this->quizobj->get_cmid()] + ($pageno > 0 ? ['page' => $pageno] : []);
        return new moodle_url(self::FOLDER . 'shell.php', $params);
    }

    /**
     * What may be done with an attempt.
     *
     * @param int|null $attemptid null: the user's open or next one
     * @return access
     */
    private function access(?int $attemptid): access {
        global $USER;
        return $this->access[(string) $attemptid] ??= $attemptid
            ? access::for_attempt($attemptid)
            : access::for_user($this->quizobj->get_quizid(), (int) $USER->id);
    }

    /**
     * What the other rules ask.
     *
     * @param int|null $attemptid null: before the attempt exists
     * @return preflight
     */
    private function preflight(?int $attemptid): preflight {
        return new preflight($this->quizobj, $this->access($attemptid), new other_rules($this->quizobj, $this->now));
    }

    /**
     * How the quiz is proctored.
     *
     * @return choice|null null if it is not
     */
    private function choice(): ?choice {
        $choice = choice::of_quiz($this->quizobj->get_quizid());
        return $choice?->get('enabled') ? $choice : null;
    }
}
