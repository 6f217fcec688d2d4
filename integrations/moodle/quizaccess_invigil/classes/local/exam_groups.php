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

use context_module;
use quizaccess_invigil\lti\launch_rules;
use quizaccess_invigil\lti\refused;

/**
 * Which groups of the course a proctor looks after in a quiz, and which an examinee is in: what the tool goes by.
 *
 * Asked of the database and not of groups_get_all_groups(), which shows the groups that the user of this request may see. Only
 * groups for participation count, and only those of the quiz's grouping, as in groups_get_activity_allowed_groups().
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class exam_groups {
    /** @var int People in one question. */
    const MOST = 1000;

    /** @var string Somebody looks after everybody. */
    const ALL = 'all';

    /** @var int Bytes of the names of groups in a launch; where there are more, the tool asks for them. */
    const MOST_NAMES = 30000;

    /**
     * For one quiz.
     *
     * @param \stdClass|\cm_info $cm
     */
    public function __construct(
        /** @var \stdClass|\cm_info */
        private readonly \stdClass|\cm_info $cm,
    ) {
    }

    /**
     * What a launch says.
     *
     * @param string $what a key of launch_rules::MESSAGES
     * @param int $userid who launches
     * @param proctored_attempt|null $attempt what it is about
     * @return string[] custom parameters
     */
    public function custom(string $what, int $userid, ?proctored_attempt $attempt): array {
        if (!in_array($what, ['console', 'report'], true)) {
            return ['invigil_groups' => json_encode($this->of([$userid])[$userid])];
        }
        $seen = $this->looked_after($userid);
        $names = json_encode((object) $this->names(), JSON_UNESCAPED_UNICODE | JSON_INVALID_UTF8_SUBSTITUTE);
        $said = ['invigil_groups' => $seen === self::ALL ? $seen : json_encode($seen)];
        if ($attempt) {
            $examinee = (int) $attempt->get('userid');
            $said['invigil_groups_of_user'] = json_encode($this->of([$examinee])[$examinee]);
        }
        return $said + (strlen($names) <= self::MOST_NAMES ? ['invigil_group_names' => $names] : []);
    }

    /**
     * The groups that somebody of the staff looks after.
     *
     * @param int $userid
     * @return string[]|string ids of groups, or ALL
     */
    public function looked_after(int $userid): array|string {
        $separate = (int) groups_get_activity_groupmode($this->cm) === SEPARATEGROUPS;
        $context = context_module::instance($this->cm->id);
        if (!$separate || has_capability('moodle/site:accessallgroups', $context, $userid)) {
            return self::ALL;
        }
        return $this->of([$userid])[$userid];
    }

    /**
     * The groups that people are in. One query, however many people there are.
     *
     * @param int[] $userids
     * @return string[][] ids of groups by user id, in order; of everybody who was asked about
     */
    public function of(array $userids): array {
        global $DB;
        $found = array_fill_keys($userids, []);
        if (!$userids) {
            return [];
        }
        [$in, $params] = $DB->get_in_or_equal($userids, SQL_PARAMS_NAMED);
        [$join, $where, $more] = $this->counted();
        $rows = $DB->get_recordset_sql(
            "SELECT gm.id, gm.userid, gm.groupid
               FROM {groups_members} gm
               JOIN {groups} g ON g.id = gm.groupid $join
              WHERE gm.userid $in AND $where
           ORDER BY gm.groupid",
            $params + $more
        );
        foreach ($rows as $row) {
            $found[$row->userid][] = (string) $row->groupid;
        }
        $rows->close();
        return $found;
    }

    /**
     * What the groups are called.
     *
     * @return string[] names as plain text, by id
     */
    public function names(): array {
        global $DB;
        [$join, $where, $params] = $this->counted();
        $names = $DB->get_records_sql_menu("SELECT g.id, g.name FROM {groups} g $join WHERE $where ORDER BY g.name", $params);
        $context = context_module::instance($this->cm->id);
        return array_map(fn($name) => names::plain($name, $context), $names);
    }

    /**
     * Answers the tool's question who is in which group now. Who proctors here no longer looks after nobody.
     *
     * @param array $body link: the quiz's resource link; staff, examinees: lists of user ids
     * @return array groups: names by id; staff: ids of groups, or ALL, by user id; examinees: ids of groups by user id
     * @throws refusal 400, 404
     */
    public static function answer(array $body): array {
        $staff = self::users($body['staff'] ?? null);
        $examinees = self::users($body['examinees'] ?? null);
        if (count($staff) + count($examinees) > self::MOST) {
            throw new refusal(400, 'invalid_request', 'At most ' . self::MOST . ' people are asked about at once.');
        }
        $link = $body['link'] ?? null;
        $choice = is_string($link) && $link !== '' ? choice::get_record(['linkid' => $link]) : false;
        $cm = $choice ? get_coursemodule_from_instance('quiz', $choice->get('quizid')) : false;
        if (!$cm) {
            throw new refusal(404, 'unknown_link', 'There is no quiz with this link.');
        }
        $groups = new self($cm);
        $seen = [];
        foreach ($staff as $userid) {
            $seen[$userid] = self::proctors($cm, $userid) ? $groups->looked_after($userid) : [];
        }
        return [
            'groups' => (object) $groups->names(), 'staff' => (object) $seen, 'examinees' => (object) $groups->of($examinees),
        ];
    }

    /**
     * Whether somebody may still see the console of a quiz.
     *
     * @param \stdClass $cm
     * @param int $userid
     * @return bool
     */
    private static function proctors(\stdClass $cm, int $userid): bool {
        try {
            return (new launch_rules($cm, $userid))->may_proctor();
        } catch (refused) {
            return true; // The quiz is proctored no more; what was is looked at as before.
        }
    }

    /**
     * Which groups count.
     *
     * @return array[] a join with {groups} g, a condition, parameters
     */
    private function counted(): array {
        $where = 'g.courseid = :courseid AND g.participation = 1';
        if (!$this->cm->groupingid) {
            return ['', $where, ['courseid' => $this->cm->course]];
        }
        return [
            'JOIN {groupings_groups} gg ON gg.groupid = g.id AND gg.groupingid = :groupingid', $where,
            ['courseid' => $this->cm->course, 'groupingid' => $this->cm->groupingid],
        ];
    }

    /**
     * Ids of users, as the tool knows them.
     *
     * @param mixed $users
     * @return int[]
     * @throws refusal 400
     */
    private static function users(mixed $users): array {
        if (!is_array($users) || !array_is_list($users) || count($users) > self::MOST) {
            throw new refusal(400, 'invalid_request', 'staff and examinees must be lists of user ids.');
        }
        $ids = array_filter($users, fn($user) => is_string($user) && preg_match('/^[1-9][0-9]{0,17}$/', $user));
        return array_values(array_unique(array_map('intval', $ids)));
    }
}
