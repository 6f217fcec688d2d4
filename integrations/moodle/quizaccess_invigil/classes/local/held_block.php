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

/**
 * Keeps the block "Activity results" from showing a held grade: it reads the gradebook and does not ask what is hidden there.
 *
 * A mark that is held is not in the gradebook (held_mark). But what a teacher has written over it, or has locked, is; and the
 * block would show it to everybody in the course. It stays empty for those who may not see hidden grades.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class held_block {
    /** @var string The block. */
    const NAME = 'activity_results';

    /**
     * Empties the block on a page of a course, where it must be.
     *
     * To be called before the page's blocks are asked for what is in them. A page without the block costs no query.
     *
     * @param \moodle_page $page
     */
    public static function cover(\moodle_page $page): void {
        if (!installation::is_done() || (int) $page->course->id === (int) SITEID) {
            return;
        }
        $page->blocks->load_blocks();
        if (!$page->blocks->is_block_present(self::NAME)) {
            return;
        }
        if (self::sees_hidden((int) $page->course->id)) {
            return;
        }
        foreach ($page->blocks->get_regions() as $region) {
            foreach ($page->blocks->get_blocks_for_region($region) as $block) {
                if ($block->name() === self::NAME && self::shows_held((int) ($block->config->activitygradeitemid ?? 0))) {
                    $block->content = (object) ['text' => '', 'footer' => ''];
                }
            }
        }
    }

    /**
     * The answer of the web service core_block_get_course_blocks, without what is in such a block. The Moodle app asks for it.
     *
     * @param \stdClass $function description of the external function: classname, methodname
     * @param array $params courseid, and whether the contents are wanted
     * @return mixed false: nothing to cover; else the answer
     */
    public static function cover_service(\stdClass $function, array $params): mixed {
        global $DB;
        $courseid = (int) ($params[0] ?? 0);
        $items = $DB->get_fieldset_select('grade_items', 'id', "courseid = ? AND itemmodule = 'quiz'", [$courseid]);
        if (!array_filter($items, [self::class, 'shows_held']) || self::sees_hidden($courseid)) {
            return false;
        }
        $answer = call_user_func_array([$function->classname, $function->methodname], $params);
        foreach ($answer['blocks'] as $key => $block) {
            if ($block['name'] === self::NAME) {
                unset($answer['blocks'][$key]['contents']);
            }
        }
        return $answer;
    }

    /**
     * Whether the user may see hidden grades.
     *
     * @param int $courseid
     * @return bool
     */
    private static function sees_hidden(int $courseid): bool {
        $context = \context_course::instance($courseid, IGNORE_MISSING);
        return $context && has_capability('moodle/grade:viewhidden', $context);
    }

    /**
     * Whether there is a held grade among those of a grade item.
     *
     * @param int|string $itemid
     * @return bool
     */
    private static function shows_held(int|string $itemid): bool {
        global $DB;
        return $itemid && $DB->record_exists_sql(
            'SELECT 1
               FROM {grade_items} i
               JOIN {grade_grades} g ON g.itemid = i.id AND g.finalgrade IS NOT NULL
               JOIN {' . proctored_attempt::TABLE . "} p ON p.quizid = i.iteminstance AND p.userid = g.userid
              WHERE i.id = :itemid AND i.itemtype = 'mod' AND i.itemmodule = 'quiz' AND p.gradeheld <> 0",
            ['itemid' => $itemid]
        );
    }
}
