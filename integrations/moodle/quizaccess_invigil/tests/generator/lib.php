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

/**
 * What tests of other kinds need of this plugin.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class quizaccess_invigil_generator extends component_generator_base {
    /**
     * Connects the site with a tool, as a registration does. There is nothing at the tool's address.
     *
     * @param array $record `origin`, if it matters
     * @return stdClass the row of the table quizaccess_invigil_tool
     */
    public function create_connection(array $record = []): stdClass {
        global $DB;
        $origin = $record['origin'] ?? 'https://invigil.example';
        $typeid = $DB->insert_record('lti_types', (object) [
            'name' => 'Invigil', 'baseurl' => "{$origin}/lti/launch", 'tooldomain' => parse_url($origin, PHP_URL_HOST),
            'state' => 1, 'course' => SITEID, 'coursevisible' => 1, 'ltiversion' => '1.3.0', 'clientid' => 'client',
            'createdby' => 2, 'timecreated' => 1, 'timemodified' => 1,
        ]);
        $id = $DB->insert_record('quizaccess_invigil_tool', (object) ['typeid' => $typeid, 'origin' => $origin]);
        return $DB->get_record('quizaccess_invigil_tool', ['id' => $id], '*', MUST_EXIST);
    }
}
