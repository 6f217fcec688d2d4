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
use moodle_url;
use quizaccess_invigil\local\access;
use quizaccess_invigil\local\examinee_pages;
use quizaccess_invigil\local\held_page;
use quizaccess_invigil\local\outage;
use quizaccess_invigil\local\proctored_attempt;
use quizaccess_invigil\local\time_credit;

/**
 * Why no quiz page opens now, and how it goes on; with the answers of the page before, if they could not be saved.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class held implements named_templatable, renderable {
    /** @var string[] Fields of a quiz page that are not sent again: the page's clock went on while the exam did not. */
    const DROPPED = ['timeup'];

    /**
     * One page.
     *
     * @param int $cmid
     * @param string $reason one of access's constants
     * @param proctored_attempt|null $attempt
     * @param moodle_url|null $again this page; it leads on by itself when nothing holds it any more
     * @param moodle_url|null $action where the fields go; null: there are none
     * @param array $post the fields as PHP read them, nested ones too
     */
    public function __construct(
        /** @var int */
        private readonly int $cmid,
        /** @var string */
        private readonly string $reason,
        /** @var proctored_attempt|null */
        private readonly ?proctored_attempt $attempt = null,
        /** @var moodle_url|null */
        private readonly ?moodle_url $again = null,
        /** @var moodle_url|null */
        private readonly ?moodle_url $action = null,
        /** @var array */
        private readonly array $post = [],
    ) {
    }

    /**
     * The heading.
     *
     * @return string plain text
     */
    public function title(): string {
        return get_string('held_' . $this->reason . '_title', 'quizaccess_invigil');
    }

    /**
     * The template.
     *
     * @param renderer_base $renderer
     * @return string
     */
    public function get_template_name(renderer_base $renderer): string {
        return 'quizaccess_invigil/held';
    }

    /**
     * What the template needs.
     *
     * @param renderer_base $output
     * @return array
     */
    public function export_for_template(renderer_base $output): array {
        $over = $this->reason === access::TERMINATED;
        $fields = $over || !$this->action ? [] : self::flat(array_diff_key($this->post, array_flip(self::DROPPED)));
        $byproctor = in_array($this->reason, [access::PAUSED, access::TERMINATED], true);
        $message = $byproctor ? trim((string) $this->attempt?->get('message')) : '';
        [$url, $top, $label] = match ($this->reason) {
            access::TERMINATED => [new moodle_url('/mod/quiz/view.php', ['id' => $this->cmid]), true, 'shell_back'],
            access::NO_CHECK_IN => [
                new moodle_url(examinee_pages::FOLDER . 'shell.php', ['cmid' => $this->cmid]), true, 'held_tocheckin',
            ],
            default => [$this->again ?? held_page::url($this->cmid, $this->attempt), false, 'held_again'],
        };
        return [
            'reason' => $this->reason,
            'title' => $this->title(),
            'text' => get_string('held_' . $this->reason . '_text', 'quizaccess_invigil'),
            'message' => $message,
            'clock' => $this->clock(),
            'kept' => (bool) $fields,
            'action' => $fields ? $this->action->out(false) : '',
            'fields' => $fields,
            'url' => $url->out(false),
            'top' => $top,
            'label' => get_string($label, 'quizaccess_invigil'),
            'bymyself' => !$top,
        ];
    }

    /**
     * What becomes of the time meanwhile.
     *
     * @return string plain text; '' if the text says it already, or no time is lost
     */
    private function clock(): string {
        if (!$this->attempt?->get('attemptid')) {
            return '';
        }
        return match ($this->reason) {
            access::NOT_LIVE => get_string('held_not_live_clock', 'quizaccess_invigil'),
            access::TOOL_AWAY => time_credit::waits($this->attempt) || $this->attempt->get('overrideid') === null
                ? outage::words($this->attempt)
                : get_string('away_used_up', 'quizaccess_invigil', format_time(outage::most())),
            default => '',
        };
    }

    /**
     * Fields as a form names them: `a[b][0]` for a nested one.
     *
     * @param array $values as PHP read them
     * @param string $prefix name of the array that they are in
     * @return array[] with name and value
     */
    public static function flat(array $values, string $prefix = ''): array {
        $fields = [];
        foreach ($values as $key => $value) {
            $name = $prefix === '' ? (string) $key : $prefix . '[' . $key . ']';
            if (is_array($value)) {
                array_push($fields, ...self::flat($value, $name));
            } else {
                $fields[] = ['name' => $name, 'value' => (string) $value];
            }
        }
        return $fields;
    }
}
