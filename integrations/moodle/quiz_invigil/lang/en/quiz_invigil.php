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
 * English strings.
 *
 * @package    quiz_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

defined('MOODLE_INTERNAL') || die();

$string['action_flag'] = 'Flagged';
$string['action_pause'] = 'Paused';
$string['action_readmit'] = 'Let in again';
$string['action_resume'] = 'Went on';
$string['action_terminate'] = 'Ended';
$string['action_update'] = 'Updated';
$string['any'] = 'Any';
$string['applyfilters'] = 'Apply';
$string['attemptbusy'] = 'The attempt is being changed at this moment. Please try again.';
$string['attemptof'] = '{$a->name}, attempt {$a->number}';
$string['backtoreport'] = 'All proctored attempts';
$string['checkedin'] = 'Checked in';
$string['column_attemptnumber'] = 'Attempt';
$string['column_creditseconds'] = 'Time given back';
$string['column_flagged'] = 'Flag';
$string['column_fullname'] = 'Name';
$string['column_incidents'] = 'Incidents';
$string['column_severities'] = 'Incidents by severity';
$string['column_state'] = 'State';
$string['column_timefinish'] = 'Ended';
$string['column_timestart'] = 'Started';
$string['column_verdict'] = 'Verdict';
$string['column_verdictat'] = 'Verdict given';
$string['column_verdictby'] = 'Verdict by';
$string['column_verdictnote'] = 'Note on the verdict';
$string['decision'] = 'Decision';
$string['decisions'] = 'Decisions';
$string['emptyfilter'] = 'No attempt fits these filters.';
$string['emptygroup'] = 'Nobody in this group has a proctored attempt yet.';
$string['emptynotproctored'] = 'This quiz is not proctored.';
$string['emptyquiz'] = 'No proctored attempts yet. They appear here as soon as somebody begins the check-in.';
$string['extratime'] = 'Extra time';
$string['fact_attempts'] = 'Attempts';
$string['fact_flagged'] = 'Flagged';
$string['fact_terminated'] = 'Ended by a proctor';
$string['fact_waiting'] = 'Waiting for a verdict';
$string['filename'] = 'proctoring';
$string['filters'] = 'Filters';
$string['frametitle'] = 'Invigil report: {$a}';
$string['gap_from'] = 'From';
$string['gap_length'] = 'Length';
$string['gap_not_live'] = 'Invigil did not see the examinee';
$string['gap_tool_away'] = 'Invigil could not be reached, and the quiz waited';
$string['gap_until'] = 'Until';
$string['gap_why'] = 'Why';
$string['gaps'] = 'Held up';
$string['giveback'] = 'Give back {$a}';
$string['givenback'] = 'Given back: {$a}.';
$string['grade'] = 'Grade';
$string['inshort'] = 'In short';
$string['invigil'] = 'Proctoring';
$string['invigilreport'] = 'Proctoring report';
$string['lasts'] = 'still so';
$string['linkreport'] = 'Report';
$string['linkreview'] = 'Review';
$string['liveconsole'] = 'Live console';
$string['newtab'] = '(opens in a new tab)';
$string['noattempt'] = 'There is no such attempt here, or it is not yours to see.';
$string['nodecisions'] = 'Nothing was decided about this attempt.';
$string['notgiven'] = 'Held up, not given back: {$a}';
$string['nothingtogive'] = 'There is nothing left to give back.';
$string['ofwhom'] = ': {$a->name}, attempt {$a->number}';
$string['onlyflagged'] = 'Flagged only';
$string['onlyincidents'] = 'With incidents only';
$string['openinnewtab'] = 'Open in a new tab';
$string['pluginname'] = 'Proctoring (Invigil)';
$string['privacy:metadata'] = 'The proctoring report keeps no data of its own. What it shows is kept by the quiz access rule "Invigil".';
$string['quizsettings'] = 'Quiz settings';
$string['reason'] = 'Reason';
$string['severity'] = 'Severity';
$string['severity_critical'] = 'Critical';
$string['severity_high'] = 'High';
$string['severity_low'] = 'Low';
$string['severity_medium'] = 'Medium';
$string['showall'] = 'Show all';
$string['state_complete'] = 'Handed in';
$string['state_created'] = 'Checking in';
$string['state_paused'] = 'Paused';
$string['state_running'] = 'In progress';
$string['state_terminated'] = 'Ended by a proctor';
$string['state_waits'] = 'Waits for Invigil, clock stands still';
$string['tablecaption'] = 'Proctored attempts of {$a}';
$string['time'] = 'Time';
$string['toolnotconnected'] = 'Invigil is not connected to this site, so its own report cannot be shown. What Moodle knows stands above.';
$string['toolreport'] = 'Report with evidence';
$string['toolsilent'] = 'Invigil has not been heard from for some minutes. If nothing opens below, please try again later. What Moodle knows stands above.';
