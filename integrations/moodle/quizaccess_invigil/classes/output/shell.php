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

namespace quizaccess_invigil\output;

use core\output\named_templatable;
use core\output\renderable;
use core\output\renderer_base;
use mod_quiz\quiz_settings;
use moodle_page;
use moodle_url;
use quizaccess_invigil\local\access;
use quizaccess_invigil\local\choice;
use quizaccess_invigil\local\examinee_pages;
use quizaccess_invigil\local\held_page;
use quizaccess_invigil\local\names;
use quizaccess_invigil\local\preflight;
use quizaccess_invigil\local\shell_state;
use quizaccess_invigil\local\time_credit;
use quizaccess_invigil\lti\other_rules;
use quizaccess_invigil\lti\tool;

/**
 * The page around a proctored attempt.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class shell implements named_templatable, renderable {
    /** @var string[] What the panel's frame may use. */
    const PERMISSIONS = ['camera', 'microphone', 'display-capture', 'window-management', 'fullscreen', 'autoplay'];

    /** @var string[] Strings that the script shows. */
    const SCRIPT_STRINGS = [
        'shell_away_back', 'shell_begin_failed', 'shell_begin_refused', 'shell_begun', 'shell_elsewhere_look',
        'shell_elsewhere_panel', 'shell_elsewhere_text', 'shell_elsewhere_title', 'shell_focus', 'shell_goeson',
        'shell_paused_text', 'shell_paused_title', 'shell_state_checkin', 'shell_state_complete', 'shell_state_elsewhere',
        'shell_state_paused', 'shell_state_running', 'shell_state_terminated', 'shell_state_waiting', 'shell_terminated_text',
        'shell_terminated_title',
    ];

    /**
     * For one examinee.
     *
     * @param quiz_settings $quizobj
     * @param access $access of the open attempt, or of the next one
     * @param tool $tool
     * @param int $now Unix time
     * @param int $pageno page of the quiz to begin with; -1: where the examinee was
     */
    public function __construct(
        /** @var quiz_settings */
        private readonly quiz_settings $quizobj,
        /** @var access */
        private readonly access $access,
        /** @var tool */
        private readonly tool $tool,
        /** @var int */
        private readonly int $now,
        /** @var int */
        private readonly int $pageno = -1,
    ) {
    }

    /**
     * Why the quiz cannot be taken at all: no attempts are left, it is closed, and the like.
     *
     * @param quiz_settings $quizobj
     * @param access $access
     * @param int $now Unix time
     * @return string[] HTML as access rules give it; empty if it can
     */
    public static function refusals(quiz_settings $quizobj, access $access, int $now): array {
        global $USER;
        $manager = $quizobj->get_access_manager($now);
        $reasons = $manager->prevent_access();
        if ($access->quizattemptid) {
            return $reasons;
        }
        $finished = quiz_get_user_attempts($quizobj->get_quizid(), $USER->id, 'finished', true);
        return array_merge($reasons, $manager->prevent_new_attempt(count($finished), end($finished)));
    }

    /**
     * Adds the script that joins the frames.
     *
     * @param moodle_page $page
     */
    public function require_script(moodle_page $page): void {
        $page->requires->strings_for_js(self::SCRIPT_STRINGS, 'quizaccess_invigil');
        $page->requires->js_call_amd('quizaccess_invigil/shell', 'init', ['#invigil-shell']);
    }

    /**
     * The template.
     *
     * @param renderer_base $renderer
     * @return string
     */
    public function get_template_name(renderer_base $renderer): string {
        return 'quizaccess_invigil/shell';
    }

    /**
     * What the template needs.
     *
     * @param renderer_base $output
     * @return array
     */
    public function export_for_template(renderer_base $output): array {
        global $USER;
        $context = $this->quizobj->get_context();
        $cmid = $this->quizobj->get_cmid();
        $held = $this->access->held($this->now);
        $begun = $held !== access::NO_CHECK_IN;
        $mine = ['cmid' => $cmid, 'number' => $number = $this->access->attemptnumber];
        $preflight = new preflight($this->quizobj, $this->access, new other_rules($this->quizobj, $this->now));
        $quizurl = $preflight->quiz_url(max(0, $this->pageno))->out(false);
        // While an attempt is stopped its limits are put off; that is not the time the examinee has.
        $stopped = $this->access->attempt && time_credit::is_stopped($this->access->attempt);
        $limit = $stopped ? 0 : (int) $this->quizobj->get_quiz()->timelimit;
        return [
            'quizname' => names::plain($this->quizobj->get_quiz_name(), $context),
            'coursename' => names::plain($this->quizobj->get_course()->shortname, $context),
            'number' => $number,
            'begun' => $begun,
            'limit' => $limit ? format_time($limit) : '',
            'waits' => $this->access->choice->get('admission') === choice::ADMISSION_PROCTOR,
            'notesfullscreen' => in_array('fullscreen_left', $this->access->choice->noted(), true),
            'origin' => $this->tool->origin,
            'allow' => implode('; ', array_map(fn($name) => $name . ' ' . $this->tool->origin, self::PERMISSIONS)),
            // Templates write "&#34;" as it is, also where a person typed just that.
            'standing' => json_encode(shell_state::of($this->quizobj, (int) $USER->id, $number, $this->now), JSON_HEX_AMP),
            'quizurl' => $quizurl,
            'heldurl' => $this->held_url()->out(false),
            'claimurl' => self::own_url('claim.php', $mine + ['sesskey' => sesskey()]),
            'widgeturl' => self::own_url('launch.php', ['cmid' => $cmid, 'what' => $begun ? 'widget' : 'start']),
            'endurl' => self::own_url('launch.php', ['cmid' => $cmid, 'what' => 'end']),
            'starturl' => self::own_url('start.php'),
            'stateurl' => self::own_url('state.php', $mine),
            'viewurl' => $this->quizobj->view_url()->out(false),
        ];
    }

    /**
     * What stands where the quiz will be.
     *
     * @return moodle_url
     */
    private function held_url(): moodle_url {
        return held_page::url($this->quizobj->get_cmid(), $this->access->attempt, max(0, $this->pageno));
    }

    /**
     * Address of a page of this plugin.
     *
     * @param string $file
     * @param array $params
     * @return string
     */
    private static function own_url(string $file, array $params = []): string {
        return (new moodle_url(examinee_pages::FOLDER . $file, $params))->out(false);
    }
}
