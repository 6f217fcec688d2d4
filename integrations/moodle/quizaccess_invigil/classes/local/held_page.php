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

use moodle_url;
use quizaccess_invigil\output\held;

/**
 * The page in place of a quiz page that may not open now.
 *
 * It is shown inside the shell's frame. The shell sees when the exam goes on, and then follows the page's link or sends its form.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class held_page {
    /**
     * Where the page is.
     *
     * @param int $cmid
     * @param proctored_attempt|null $attempt null if check-in was not begun
     * @param int $pageno page of the quiz that was wanted, from 0
     * @return moodle_url
     */
    public static function url(int $cmid, ?proctored_attempt $attempt, int $pageno = 0): moodle_url {
        $params = ['cmid' => $cmid, 'attempt' => (int) $attempt?->get('id'), 'page' => $pageno];
        return new moodle_url(examinee_pages::FOLDER . 'held.php', array_filter($params));
    }

    /**
     * Answers a POST of answers that may not be saved now, with a page that holds what was posted and can post it again.
     *
     * Called before the quiz's own script has checked anything, so nothing is read here but whose attempt this is.
     *
     * @param proctored_attempt $attempt
     * @param string $reason PAUSED, TERMINATED, NO_CHECK_IN or ELSEWHERE of access
     * @param array $post the fields as PHP read them, nested ones too
     * @return never
     */
    public static function for_post(proctored_attempt $attempt, string $reason, array $post): never {
        global $USER;
        if ((int) $attempt->get('userid') !== (int) $USER->id) {
            throw new \moodle_exception('notyourattempt', 'quiz');
        }
        $cm = get_coursemodule_from_instance('quiz', $attempt->get('quizid'), 0, false, MUST_EXIST);
        $action = new moodle_url('/mod/quiz/processattempt.php', ['cmid' => $cm->id]);
        $again = self::url((int) $cm->id, $attempt);
        echo self::document($cm, $again, new held((int) $cm->id, $reason, $attempt, $again, $action, $post));
        exit;
    }

    /**
     * Answers a request for a page that may not open now.
     *
     * @param \cm_info|\stdClass $cm
     * @param access $access
     * @param string $reason what holds it, one of access's constants
     * @param int $pageno page of the quiz that was wanted, from 0
     * @return never
     */
    public static function for_page($cm, access $access, string $reason, int $pageno): never {
        $again = self::url((int) $cm->id, $access->attempt, $pageno);
        echo self::document($cm, $again, new held((int) $cm->id, $reason, $access->attempt, $again));
        exit;
    }

    /**
     * The page as it is sent. Makes do with what there is before Moodle has checked who may enter the course.
     *
     * @param \cm_info|\stdClass $cm
     * @param moodle_url $url
     * @param held $held
     * @return string HTML
     */
    public static function document($cm, moodle_url $url, held $held): string {
        global $OUTPUT, $PAGE;
        $PAGE->set_url($url);
        $PAGE->set_cm($cm);
        $PAGE->set_cacheable(false);
        $PAGE->set_pagelayout('embedded');
        $PAGE->set_popup_notification_allowed(false);
        $PAGE->activityheader->disable();
        $PAGE->add_body_class('invigil-framed');
        $PAGE->set_title($held->title());
        return $OUTPUT->header() . $OUTPUT->render($held) . $OUTPUT->footer();
    }
}
