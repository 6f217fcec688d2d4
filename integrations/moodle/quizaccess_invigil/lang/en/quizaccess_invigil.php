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
 * Made by "make generate" in Invigil's repository: what begins with "rule_", and with "field_".
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

defined('MOODLE_INTERNAL') || die();

$string['about_allowed'] = 'Allowed: {$a}.';
$string['about_allowedlabel'] = 'Allowed in this quiz';
$string['about_allowednone'] = 'Nothing but the quiz itself is allowed.';
$string['about_and'] = '{$a->first} and {$a->last}';
$string['about_browseronly'] = 'This quiz is proctored. Open it in a web browser on a computer.';
$string['about_camera'] = 'your camera';
$string['about_capture'] = 'This quiz is proctored: while you take it, a proctor can follow {$a}. Only moments in which something is noticed are kept.';
$string['about_checkinfirst'] = 'The check-in comes first. Open this page in a browser with JavaScript switched on.';
$string['about_computer'] = 'Your screen is shared, which a phone or a tablet cannot do: take this quiz on a computer.';
$string['about_console'] = 'Live console';
$string['about_fullscreen'] = 'It is taken in full screen.';
$string['about_heading'] = 'This quiz is proctored';
$string['about_message'] = 'From your teacher';
$string['about_microphone'] = 'your microphone';
$string['about_next'] = 'What happens next';
$string['about_nocapture'] = 'This quiz is proctored. Neither camera nor microphone nor screen is used.';
$string['about_notconnected'] = 'This quiz is proctored, but the proctoring service is not connected to this site yet. Please tell your teacher, who can ask the administrator of this site.';
$string['about_noted'] = 'What is noted: {$a}.';
$string['about_notednone'] = 'The software notes nothing by itself.';
$string['about_people'] = 'The software only reports what it notices. People decide what it means.';
$string['about_report'] = 'Proctoring report';
$string['about_screen'] = 'your screen';
$string['about_step_checkin'] = 'You do a short check-in of about a minute: {$a} and the rules.';
$string['about_step_checkin_rules'] = 'You do a short check-in of about a minute: you read the rules.';
$string['about_step_quiz'] = 'The quiz opens beside the proctoring panel. Its time starts only then.';
$string['about_step_waits'] = 'A proctor lets you in.';
$string['about_stopped'] = 'Your attempt is stopped, and its clock with it. When it goes on, you have as much time as when it was stopped.';
$string['about_stopped_close'] = 'The time at which the quiz closes for you is put off until then.';
$string['admission'] = 'Who lets examinees in';
$string['admission_automatic'] = 'Nobody: they go straight in';
$string['admission_help'] = 'After the check-in (devices and rules) an examinee can wait until a proctor lets them in, or begin at once. If nobody watches live, choose to let them straight in.';
$string['admission_proctor'] = 'A proctor';
$string['allowed'] = 'Allowed resources, one a line';
$string['allowed_help'] = 'What examinees may use, one thing a line: for example "Calculator", "One sheet of notes". Examinees and proctors see the list. At most {$a->most} lines of {$a->longest} characters.';
$string['camera'] = 'Camera';
$string['camera_help'] = 'Whether the camera is captured during the attempt.';
$string['captured'] = 'What is captured';
$string['captured_help'] = 'What is captured during the attempt goes from the examinee\'s browser straight to Invigil; Moodle keeps none of it. Examinees are told before they begin, and their browser asks them for permission.

A screen can only be shared from a computer: with a phone or a tablet such a quiz cannot be taken.

If nothing is ticked, only what the browser says is noted, for example that the exam\'s tab or window was left.';
$string['connect'] = 'Connect Invigil';
$string['connect_again'] = 'Connect again';
$string['connect_again_desc'] = 'Only needed if Invigil has moved to another address or was set up anew. Ask whoever runs it for a new registration address. Quizzes and activities that use Invigil then go to the new address.';
$string['connect_again_open'] = 'Use a new registration address';
$string['connect_back'] = 'Back to the connection';
$string['connect_button'] = 'Connect';
$string['connect_forgotten'] = 'The connection to {$a} was cut, but its tool is still in Moodle. You can take it up again; nothing has to be registered anew.';
$string['connect_frame'] = 'Invigil\'s registration page';
$string['connect_frame_desc'] = 'Invigil answers below. When it says that the registration is done, close its page there or go back here; the connection is switched on in Moodle already, there is nothing to activate. If it says that this site is registered already, the connection is as it was.';
$string['connect_intro'] = 'One address connects this site with Invigil: for proctored quizzes, and for activities, grades and the list of participants. Whoever runs the Invigil server makes it with the command "invigil invite"; it works once.';
$string['connect_notaddress'] = 'This is not a web address that Invigil could be at. It begins with https:// and was shown by "invigil invite".';
$string['connect_nothttps'] = 'The address must begin with https://, so that nobody on the way can read or change what is sent.';
$string['connect_resume'] = 'Take up the connection again';
$string['connect_resumed'] = 'The connection is taken up again.';
$string['connect_sent'] = 'Invigil answers at';
$string['connect_since'] = 'Connected since';
$string['connect_tool'] = 'Settings of the tool in Moodle';
$string['connect_url'] = 'Registration address';
$string['connect_url_help'] = 'For example https://invigil.example.org/lti/register?invitation=…';
$string['connectedto'] = 'Connected to {$a}.';
$string['connection'] = 'Connection';
$string['connection_open'] = 'See the connection';
$string['disconnect'] = 'Disconnect';
$string['disconnect_attempts'] = '{$a} proctored attempts are under way now.';
$string['disconnect_attempts_none'] = 'No proctored attempt is under way now.';
$string['disconnect_attempts_one'] = 'One proctored attempt is under way now.';
$string['disconnect_consequences'] = 'Without a connection nobody can check in, so no proctored attempt can begin. Attempts under way go on unproctored, or wait, as each quiz says for the case that Invigil cannot be reached; answers that were saved are kept. What Invigil has recorded stays there.';
$string['disconnect_delete'] = 'Disconnect and delete the tool';
$string['disconnect_delete_desc'] = 'Activities that were made with Invigil in courses stop working. A later connection starts anew.';
$string['disconnect_deleted'] = 'Invigil is disconnected, and its tool is deleted.';
$string['disconnect_forget'] = 'Disconnect, keep the tool';
$string['disconnect_forget_desc'] = 'Only quizzes lose Invigil. Activities that were made with it in courses go on working, and the connection can be taken up again here.';
$string['disconnect_forgotten'] = 'Invigil is disconnected. Its tool is still in Moodle.';
$string['disconnect_question'] = 'Disconnect from {$a}?';
$string['enabled'] = 'Proctor this quiz';
$string['enabled_help'] = 'Examinees check in before they begin, and stay connected to Invigil while they work. Proctors can pause or end an attempt; Moodle enforces it.';
$string['error_length'] = 'Please shorten this to {$a->max} characters; it has {$a->is}.';
$string['error_notconnected'] = 'This site is not connected to Invigil yet, so a quiz cannot be proctored. Please ask your site administrator.';
$string['error_number'] = 'Please give a whole number from {$a->least} to {$a->most}.';
$string['error_people'] = 'Invigil could not be asked about a person ({$a}).';
$string['error_resource'] = 'Please shorten each line to {$a->max} characters; the longest has {$a->is}.';
$string['error_resources'] = 'Please list at most {$a->max} resources; there are {$a->is}.';
$string['error_securewindow'] = 'A proctored quiz is shown on a page of its own with Invigil beside it, which a pop-up window cannot do. Please choose "None" here, or switch the proctoring off.';
$string['error_wait'] = 'Please give a time of 0 to {$a} seconds.';
$string['error_word'] = 'Please choose one of the options.';
$string['event_attempt_flagged'] = 'Attempt flagged';
$string['event_attempt_paused'] = 'Attempt paused by a proctor';
$string['event_attempt_readmitted'] = 'Attempt reopened by a proctor';
$string['event_attempt_resumed'] = 'Attempt resumed by a proctor';
$string['event_attempt_terminated'] = 'Attempt ended by a proctor';
$string['event_check_in_passed'] = 'Check-in passed';
$string['event_command_refused'] = 'Request of the proctoring tool refused';
$string['event_extra_time_given'] = 'Extra time given by a proctor';
$string['event_outcome_received'] = 'Flag or verdict received';
$string['event_tool_unreachable'] = 'Proctoring tool not heard of';
$string['eventlaunchrefused'] = 'Page of the proctoring tool refused';
$string['flag'] = 'Flag';
$string['flag_no'] = 'Not flagged';
$string['flag_yes'] = 'Flagged';
$string['fullscreen'] = 'Ask for full screen';
$string['fullscreen_help'] = 'The quiz asks the examinee to switch to full screen. Leaving it is noted, unless you switch that off under "Custom"; it ends nothing.';
$string['gradeheld'] = 'Your result is being looked at by a person. Your teacher will release it.';
$string['gradeheld_staff'] = 'Held back from the examinee until the verdict is "Clear" or the flag is taken away.';
$string['guard_app'] = 'This quiz is proctored and can only be taken in a web browser. Please open it in a browser on a computer.';
$string['guard_notsaved'] = 'Your exam is not running right now. What you write stays on this page and is saved when the exam goes on.';
$string['held_again'] = 'Try now';
$string['held_bymyself'] = 'The quiz goes on here by itself.';
$string['held_kept'] = 'Your answers on this page are kept in this window and are sent when the exam goes on.';
$string['held_no_check_in_text'] = 'The quiz opens once you have done the check-in in the proctoring panel.';
$string['held_no_check_in_title'] = 'The check-in comes first';
$string['held_not_live_text'] = 'The panel has to be open and see you before the next page opens. Look at the panel: it says if anything is missing. What you have answered is safe.';
$string['held_not_live_title'] = 'Waiting for the proctoring panel';
$string['held_paused_text'] = 'Please wait for the proctor. The time that you wait is given back to you.';
$string['held_paused_title'] = 'Your attempt is paused';
$string['held_sendnow'] = 'Send now';
$string['held_terminated_text'] = 'What was saved before has been handed in. Your teacher decides how to go on.';
$string['held_terminated_title'] = 'A proctor has ended your attempt';
$string['held_tocheckin'] = 'Go to the check-in';
$string['held_tool_away_text'] = 'It cannot be reached at the moment. There is nothing for you to do, and what you have answered is safe. If it takes more than a few minutes, tell your teacher.';
$string['held_tool_away_title'] = 'Waiting for the proctoring service';
$string['holdgrade'] = 'Hold the grade while an attempt is flagged';
$string['holdgrade_help'] = 'If an attempt was flagged, its result can wait until a person has looked at it. It is shown again as soon as the verdict is "Clear" or the flag is taken away.

Hidden from the examinee meanwhile: the grade in the gradebook, the review of that attempt, the marks and the overall feedback on the quiz page, and the same in the Moodle app. The reports "Recent activity" and "Activity report" of the course do not open for the examinee meanwhile.

Not hidden: that a grade exists; completion and access restrictions that depend on the grade; the course total, unless the gradebook hides totals that contain hidden items (it does so by default). Staff see everything.';
$string['incidents'] = 'Incidents';
$string['incidentsnone'] = 'None';
$string['invigil:configure'] = 'Change how a quiz is proctored';
$string['invigil:proctor'] = 'Proctor quizzes: see the live console and the reports';
$string['launch_foreign'] = 'This attempt is not yours.';
$string['launch_noattempt'] = 'There is no such proctored attempt.';
$string['launch_nocheckin'] = 'You have not begun a check-in for this quiz.';
$string['launch_notconnected'] = 'The proctoring service is not connected to this site.';
$string['launch_notexaminee'] = 'You are not among those who take this quiz.';
$string['launch_notover'] = 'Your attempt is not over yet.';
$string['launch_notproctor'] = 'You are not among those who proctor this quiz.';
$string['launch_notproctored'] = 'This quiz is not proctored.';
$string['launch_othergroup'] = 'This attempt belongs to a group that you do not look after.';
$string['launch_preview'] = 'You can preview this quiz, so you are not proctored in it.';
$string['launch_quizsaysno'] = 'The quiz cannot be taken now: {$a}';
$string['launch_terminated'] = 'A proctor has ended this attempt. Please speak with your teacher.';
$string['message'] = 'Message to examinees';
$string['message_help'] = 'Shown before the check-in: where to ask for help, what to have at hand. Plain text, at most {$a->longest} characters.';
$string['microphone'] = 'Microphone';
$string['microphone_help'] = 'Whether sound is captured during the attempt.';
$string['notallowed'] = 'You can see these settings. Changing them takes the permission to configure proctoring.';
$string['notconnected'] = 'This site is not connected to Invigil yet.';
$string['notconnected_link'] = 'Set up the connection';
$string['ontoolfailure'] = 'If Invigil cannot be reached';
$string['ontoolfailure_help'] = 'What happens to attempts under way when Moodle has heard nothing from Invigil for two minutes. Answers are saved in either case.

* They go on: examinees keep working; the gap is recorded.
* They wait: no new page opens until Invigil is back.';
$string['ontoolfailure_hold'] = 'Attempts wait until it is back';
$string['ontoolfailure_run'] = 'Attempts go on';
$string['openingtool'] = 'Opening Invigil …';
$string['openreport'] = 'Open the proctoring report';
$string['pluginname'] = 'Invigil proctoring';
$string['preset'] = 'How strictly';
$string['preset_custom'] = 'Custom: each rule as you choose';
$string['preset_help'] = 'How long something has to last before it is noted. Nothing is ever decided by the machine: it notes what it measured, people decide.

* Low: three times as long as usual. No face in view, for example, is noted after {$a->low} seconds.
* Standard: no face in view is noted after {$a->standard} seconds.
* High: sooner than usual. No face in view is noted after {$a->high} seconds. More is noted, also more that means nothing.
* Custom: you choose for each rule whether it is noted, after how long, and how severe it is.';
$string['preset_high'] = 'High: short moments too';
$string['preset_low'] = 'Low: only what lasts long';
$string['preset_standard'] = 'Standard';
$string['privacy:metadata:core_grades'] = 'While a flagged attempt holds its grade, the grade is hidden in the gradebook.';
$string['privacy:metadata:invigil'] = 'Invigil, the proctoring service that this site is connected to. It is told who takes or watches a proctored quiz, and the examinee\'s browser sends it what is captured, directly, not by way of Moodle.';
$string['privacy:metadata:invigil:attempt'] = 'The number of the attempt, and a random name for it.';
$string['privacy:metadata:invigil:camera'] = 'The picture of the camera during the attempt, if the quiz says so. It goes from the browser to Invigil directly.';
$string['privacy:metadata:invigil:device'] = 'What the browser says about itself and its devices, and its network address.';
$string['privacy:metadata:invigil:email'] = 'The email address, if the tool\'s settings in Moodle say that it is sent.';
$string['privacy:metadata:invigil:events'] = 'That the tab, the window or the full screen was left, and when.';
$string['privacy:metadata:invigil:fullname'] = 'The name, if the tool\'s settings in Moodle say that it is sent.';
$string['privacy:metadata:invigil:incidents'] = 'What was measured during the attempt and noted by the rules of the quiz, and what proctors decided about it.';
$string['privacy:metadata:invigil:language'] = 'The language that the person uses Moodle in.';
$string['privacy:metadata:invigil:messages'] = 'What the examinee and proctors wrote to each other.';
$string['privacy:metadata:invigil:microphone'] = 'The sound of the microphone during the attempt, if the quiz says so. It goes from the browser to Invigil directly.';
$string['privacy:metadata:invigil:quiz'] = 'The quiz and its course, with their names.';
$string['privacy:metadata:invigil:roles'] = 'Whether the person is an examinee, a proctor, a teacher or an administrator.';
$string['privacy:metadata:invigil:screen'] = 'The picture of the screen during the attempt, if the quiz says so. It goes from the browser to Invigil directly.';
$string['privacy:metadata:invigil:userid'] = 'The person\'s number in Moodle.';
$string['privacy:metadata:mod_quiz'] = 'Time that a pause has cost is given back by an override of the quiz for the examinee.';
$string['privacy:metadata:quizaccess_invigil'] = 'How a quiz is proctored.';
$string['privacy:metadata:quizaccess_invigil:message'] = 'What examinees are told before the check-in.';
$string['privacy:metadata:quizaccess_invigil:more'] = 'Further choices about how the quiz is proctored, such as which rules were changed.';
$string['privacy:metadata:quizaccess_invigil:proctors'] = 'The people chosen to proctor the quiz.';
$string['privacy:metadata:quizaccess_invigil:timecreated'] = 'When proctoring was first switched on.';
$string['privacy:metadata:quizaccess_invigil:timemodified'] = 'When the settings were last changed.';
$string['privacy:metadata:quizaccess_invigil:usermodified'] = 'Who last changed the settings.';
$string['privacy:metadata:quizaccess_invigil_attempts'] = 'What became of each proctored attempt. Pictures, sound and incidents themselves are kept by Invigil only.';
$string['privacy:metadata:quizaccess_invigil_attempts:attemptid'] = 'The attempt at the quiz.';
$string['privacy:metadata:quizaccess_invigil_attempts:attemptnumber'] = 'The number of the attempt.';
$string['privacy:metadata:quizaccess_invigil_attempts:checkedinat'] = 'When the check-in was passed.';
$string['privacy:metadata:quizaccess_invigil_attempts:creditseconds'] = 'How much time was given back or added.';
$string['privacy:metadata:quizaccess_invigil_attempts:flagged'] = 'Whether a person or a rule has flagged the attempt to be looked at.';
$string['privacy:metadata:quizaccess_invigil_attempts:gradeheld'] = 'Whether the grade is hidden meanwhile.';
$string['privacy:metadata:quizaccess_invigil_attempts:incidents'] = 'How many incidents Invigil has noted.';
$string['privacy:metadata:quizaccess_invigil_attempts:live'] = 'Whether Invigil was connected with the examinee when it last reported.';
$string['privacy:metadata:quizaccess_invigil_attempts:liveat'] = 'When that was.';
$string['privacy:metadata:quizaccess_invigil_attempts:message'] = 'The proctor\'s words about a pause or the end, for the examinee.';
$string['privacy:metadata:quizaccess_invigil_attempts:overrideid'] = 'The override of the quiz by which time was given.';
$string['privacy:metadata:quizaccess_invigil_attempts:sessiondata'] = 'A random name for the attempt that only Moodle and Invigil know.';
$string['privacy:metadata:quizaccess_invigil_attempts:severities'] = 'How many of the incidents are of which severity.';
$string['privacy:metadata:quizaccess_invigil_attempts:state'] = 'Whether the attempt is running, paused, ended or handed in.';
$string['privacy:metadata:quizaccess_invigil_attempts:stoppedat'] = 'Since when it is paused or ended.';
$string['privacy:metadata:quizaccess_invigil_attempts:timecreated'] = 'When the check-in was begun.';
$string['privacy:metadata:quizaccess_invigil_attempts:timemodified'] = 'When the entry was last changed.';
$string['privacy:metadata:quizaccess_invigil_attempts:userid'] = 'The examinee.';
$string['privacy:metadata:quizaccess_invigil_attempts:usermodified'] = 'The account under which the entry was last changed.';
$string['privacy:metadata:quizaccess_invigil_attempts:verdict'] = 'A person\'s final word on the attempt: clear, flagged or invalid.';
$string['privacy:metadata:quizaccess_invigil_attempts:verdictat'] = 'When the verdict was given.';
$string['privacy:metadata:quizaccess_invigil_attempts:verdictby'] = 'The name of who gave the verdict.';
$string['privacy:metadata:quizaccess_invigil_attempts:verdictnote'] = 'What they wrote about it.';
$string['privacy:metadata:quizaccess_invigil_controls'] = 'What proctors did to an attempt: paused, resumed, ended, flagged it, gave extra time.';
$string['privacy:metadata:quizaccess_invigil_controls:action'] = 'What was done.';
$string['privacy:metadata:quizaccess_invigil_controls:answer'] = 'What Moodle answered to Invigil.';
$string['privacy:metadata:quizaccess_invigil_controls:extratime'] = 'How many minutes were given.';
$string['privacy:metadata:quizaccess_invigil_controls:incidenttime'] = 'When it was decided.';
$string['privacy:metadata:quizaccess_invigil_controls:reasoncode'] = 'A short word for the reason.';
$string['privacy:metadata:quizaccess_invigil_controls:reasonmsg'] = 'The reason in the proctor\'s words.';
$string['privacy:metadata:quizaccess_invigil_controls:severity'] = 'How severe it was said to be.';
$string['privacy:metadata:quizaccess_invigil_controls:timecreated'] = 'When Moodle did it.';
$string['privacy:metadata:quizaccess_invigil_launches'] = 'Logins at Invigil that are under way. They are kept for a few minutes.';
$string['privacy:metadata:quizaccess_invigil_launches:messagetype'] = 'What was opened.';
$string['privacy:metadata:quizaccess_invigil_launches:quizid'] = 'The quiz.';
$string['privacy:metadata:quizaccess_invigil_launches:timecreated'] = 'When the login began.';
$string['privacy:metadata:quizaccess_invigil_launches:userid'] = 'Who logs in.';
$string['privacy:notasked'] = 'Invigil could not be asked now what it keeps about these attempts. Please ask again later, or ask the people who run Invigil for you.';
$string['proctoredwith'] = 'Proctored with Invigil';
$string['proctoring'] = 'Proctoring';
$string['proctors'] = 'Who proctors';
$string['proctors_all'] = 'Everybody who may proctor here';
$string['proctors_help'] = 'The people who see the live console of this quiz. If you choose nobody, all who may proctor in this course see it.';
$string['refused_algorithm'] = 'The token must be signed with RS256.';
$string['refused_assertiontype'] = 'client_assertion_type must be jwt-bearer.';
$string['refused_audience'] = 'The token\'s aud is not this site.';
$string['refused_authscope'] = 'scope must be openid.';
$string['refused_client'] = 'client_id is not that of the connected tool.';
$string['refused_expired'] = 'The token has expired.';
$string['refused_future'] = 'The token\'s time is in the future: the clocks differ too much.';
$string['refused_granttype'] = 'grant_type must be client_credentials.';
$string['refused_hint'] = 'This page was opened already, or waited too long. Please open it again from the quiz.';
$string['refused_issuer'] = 'The token\'s iss is not the client id of the connected tool.';
$string['refused_json'] = 'The body must be a JSON object.';
$string['refused_loggedout'] = 'Nobody is logged in here. Please log in to Moodle and open the page again from the quiz.';
$string['refused_mediatype'] = 'Content-Type must be {$a}.';
$string['refused_method'] = 'The request must be {$a}.';
$string['refused_nojti'] = 'The token has neither nonce nor jti.';
$string['refused_nokeys'] = 'The keys of the tool cannot be read now.';
$string['refused_nonce'] = 'nonce is missing or too long.';
$string['refused_noscope'] = 'The access token does not have the scope control.all.';
$string['refused_notconnected'] = 'No tool is connected to this site.';
$string['refused_notimes'] = 'The token needs exp and iat.';
$string['refused_notjwt'] = 'This is not a signed JWT.';
$string['refused_otheruser'] = 'Somebody else is logged in now than the one this page was opened for. Please open it again from the quiz.';
$string['refused_prompt'] = 'prompt must be none.';
$string['refused_redirect'] = 'redirect_uri is not one that the tool has registered.';
$string['refused_replayed'] = 'This token was used before.';
$string['refused_responsemode'] = 'response_mode must be form_post.';
$string['refused_responsetype'] = 'response_type must be id_token.';
$string['refused_scope'] = 'None of these scopes is granted to this tool.';
$string['refused_signature'] = 'The token\'s signature does not fit the tool\'s key.';
$string['refused_subject'] = 'The token\'s sub must be its iss.';
$string['refused_token'] = 'There is no access token, or it is unknown or has expired.';
$string['refused_toolarge'] = 'The body is too large.';
$string['refused_toolong'] = 'The token may be good for {$a} minutes at most.';
$string['refused_unknownkey'] = 'The tool publishes no key of this name.';
$string['registration_foreigntoken'] = 'The registration token is unknown or has expired. Begin again on the page "Connect Invigil" in Moodle.';
$string['registration_invalid'] = 'The registration\'s {$a} is missing or wrong.';
$string['registration_noproctoring'] = 'The tool does not take LtiStartProctoring: it is not a proctoring tool.';
$string['registration_notoken'] = 'Send the registration token as a bearer.';
$string['registration_otherorigin'] = 'All addresses of the tool must be at {$a}, where the administrator has opened its registration page.';
$string['registration_refused'] = 'Moodle does not take the registration: {$a}';
$string['registration_tokenused'] = 'The registration token was used before. Begin again on the page "Connect Invigil" in Moodle.';
$string['reportheld'] = 'This report shows results, and one of them is still being looked at by a person. It opens again when that is done.';
$string['rule_camera_covered'] = 'Camera covered';
$string['rule_camera_covered_avoid'] = 'Keep the lens free.';
$string['rule_camera_lost'] = 'Camera lost';
$string['rule_camera_lost_avoid'] = 'Keep the camera plugged in and allowed.';
$string['rule_check_in_unproven'] = 'Check-in not borne out';
$string['rule_check_in_unproven_avoid'] = 'Keep what you switched on at check-in on until you submit.';
$string['rule_clipboard_used'] = 'Clipboard used';
$string['rule_clipboard_used_avoid'] = 'Do not copy, cut or paste in the exam; type your answers.';
$string['rule_face_missing'] = 'No face in view';
$string['rule_face_missing_avoid'] = 'Sit so that your whole face is in the picture.';
$string['rule_fullscreen_left'] = 'Full screen left';
$string['rule_fullscreen_left_avoid'] = 'Stay in full screen until you submit.';
$string['rule_multiple_people'] = 'More than one person in view';
$string['rule_multiple_people_avoid'] = 'Be alone in view of the camera; turn posters with faces away.';
$string['rule_phone_visible'] = 'Perhaps a phone in view';
$string['rule_phone_visible_avoid'] = 'Put your phone away, out of the picture, before the exam begins.';
$string['rule_pictures_unreadable'] = 'Pictures could not be looked at';
$string['rule_pictures_unreadable_avoid'] = 'Load the page anew; if this stays, try another camera or ask for help.';
$string['rule_screen_absent'] = 'No screen picture arrives';
$string['rule_screen_absent_avoid'] = 'Keep sharing your whole screen; if you do and this stays, share it anew or ask for help.';
$string['rule_screen_share_stopped'] = 'Screen sharing stopped';
$string['rule_screen_share_stopped_avoid'] = 'Keep sharing your whole screen until you submit.';
$string['rule_second_screen_visible'] = 'Another screen in view';
$string['rule_second_screen_visible_avoid'] = 'Turn the camera, or move the other screen, so that it is not in the picture.';
$string['rule_second_session'] = 'Exam open in a second place';
$string['rule_second_session_avoid'] = 'Keep the exam open in one window of one computer only.';
$string['rule_sensors_silent'] = 'The exam page\'s sensors are silent';
$string['rule_sensors_silent_avoid'] = 'Leave the exam\'s page as it is; if this stays, load it anew.';
$string['rule_stream_absent'] = 'No camera picture arrives';
$string['rule_stream_absent_avoid'] = 'Keep the camera on; if it is and this stays, load the page anew or ask for help.';
$string['rule_tab_hidden'] = 'Exam tab hidden';
$string['rule_tab_hidden_avoid'] = 'Stay on the exam\'s tab.';
$string['rule_too_dark'] = 'Too dark to see';
$string['rule_too_dark_avoid'] = 'Switch on a light in front of you.';
$string['rule_window_blurred'] = 'Another window in front';
$string['rule_window_blurred_avoid'] = 'Keep working in the exam\'s window.';
$string['rules'] = 'What is noted';
$string['rules_after'] = 'after';
$string['rules_areback'] = 'These are the standard choices. They hold as soon as you save.';
$string['rules_asked'] = 'Examinees are asked: {$a}';
$string['rules_back'] = 'Back to standard';
$string['rules_enabled'] = 'Note it';
$string['rules_help'] = 'Each line is one thing that Invigil can notice by itself. You choose for each:

* Note it: without the tick it is not noted, and no picture is kept for it.
* Seconds: how long it has to last before it is noted. More seconds pass over short moments; 0 means at once.
* Severity: how soon a proctor should look at it. It decides nothing about the examinee.

"Back to standard" shows the standard choices again; they hold when you save. If you choose another strictness than "Custom", what you chose here is kept but does not count.';
$string['rules_intro'] = 'Change what you like; the rest stays as under "Standard". Without the tick a thing is not noted. The longer the time, the more short moments are passed over. The severity tells proctors how soon to look.';
$string['rules_only'] = 'Only with: {$a}.';
$string['rules_seconds'] = 'seconds, severity';
$string['rules_severity'] = 'Severity';
$string['rules_severity_critical'] = 'Critical';
$string['rules_severity_high'] = 'High';
$string['rules_severity_low'] = 'Low';
$string['rules_severity_medium'] = 'Medium';
$string['rules_standard_after'] = 'Standard: noted after {$a->seconds} s, severity {$a->severity}.';
$string['rules_standard_atonce'] = 'Standard: noted at once, severity {$a->severity}.';
$string['rules_standard_off'] = 'Standard: not noted.';
$string['rules_wait'] = 'Seconds';
$string['screen'] = 'Screen';
$string['screen_help'] = 'Whether the screen is captured during the attempt. Phones and tablets cannot share their screen, so such a quiz has to be taken on a computer.';
$string['selftest'] = 'Test of the connection';
$string['selftest_answers'] = 'Invigil answers';
$string['selftest_answers_ok'] = 'Moodle reaches it and it is well.';
$string['selftest_answers_silent'] = 'Moodle gets no answer from {$a->origin} ({$a->error}). See whether Invigil runs, and whether a firewall or proxy stands between this server and it.';
$string['selftest_answers_status'] = 'It answers with the error {$a}. Whoever runs Invigil finds more in its log.';
$string['selftest_desc'] = 'Moodle calls Invigil, and asks Invigil to call Moodle. It takes a few seconds and changes nothing.';
$string['selftest_keys'] = 'Moodle can check what Invigil signs';
$string['selftest_keys_none'] = 'No keys can be read at {$a}. Until then no check-in can be passed.';
$string['selftest_keys_ok'] = 'Invigil\'s public keys can be read.';
$string['selftest_presence'] = 'Invigil reports whom it sees';
$string['selftest_presence_never'] = 'No report has come in yet. Invigil reports while proctored quizzes are taken.';
$string['selftest_presence_ok'] = 'Last report: {$a}.';
$string['selftest_presence_old'] = 'Last report: {$a}. It reports while proctored quizzes are taken; if there are some now, Invigil cannot reach this site.';
$string['selftest_remote'] = 'Invigil can call Moodle';
$string['selftest_remote_missing'] = 'This version of Invigil has no test of its own.';
$string['selftest_remote_refused'] = 'Invigil did not take the request for a test (answer {$a->status}). Most often it cannot read this site\'s keys at {$a->jwks}: see whether that address opens from the server of Invigil, and whether the clocks of both are right. Or Invigil does not know this site any more: connect again.';
$string['selftest_run'] = 'Test the connection';
$string['selftest_security'] = 'Moodle may call Invigil';
$string['selftest_security_blocked'] = 'Moodle\'s HTTP security settings forbid calls to {$a->host} on port {$a->port}. Open Site administration, General, Security, HTTP security: take the address out of "cURL blocked hosts list", and see that {$a->port} is in "cURL allowed ports list". Until then no check-in can be passed.';
$string['selftest_security_ok'] = 'Moodle\'s HTTP security settings do not stand in the way.';
$string['selftest_status_failed'] = 'Does not work';
$string['selftest_status_ok'] = 'Works';
$string['selftest_status_unknown'] = 'Not known';
$string['selftest_theirs'] = 'Invigil says: {$a}';
$string['severity_critical'] = '{$a} critical';
$string['severity_high'] = '{$a} high';
$string['severity_low'] = '{$a} low';
$string['severity_medium'] = '{$a} medium';
$string['shell_again'] = 'Try again';
$string['shell_attempt'] = 'Attempt {$a}';
$string['shell_back'] = 'Back to the quiz page';
$string['shell_begin_failed'] = 'The site could not be reached. Check your connection.';
$string['shell_begin_refused'] = 'The quiz could not be opened: {$a}';
$string['shell_begun'] = 'The quiz is open.';
$string['shell_done'] = 'Handed in. You can close this page.';
$string['shell_focus'] = 'There is something new in the proctoring panel.';
$string['shell_fold'] = 'Panel';
$string['shell_fullscreen_enter'] = 'Enter full screen';
$string['shell_fullscreen_failed'] = 'This browser does not show full screen. Go on without it.';
$string['shell_fullscreen_skip'] = 'Go on without';
$string['shell_fullscreen_text'] = 'Your teacher wants this quiz to be taken in full screen. You can leave it at any time with the Escape key.';
$string['shell_fullscreen_title'] = 'Full screen, please';
$string['shell_fullscreen_told'] = 'If you go on without full screen, this is noted for the proctor.';
$string['shell_goeson'] = 'The exam goes on.';
$string['shell_message'] = 'From the proctor';
$string['shell_noscript'] = 'This quiz is proctored and needs JavaScript. Please switch it on in your browser and load this page again.';
$string['shell_panel'] = 'Proctoring panel';
$string['shell_paused_text'] = 'Your answers stay on this page. Please wait for the proctor: you can write to them in the proctoring panel. The time that you wait is given back to you.';
$string['shell_paused_title'] = 'Your attempt is paused';
$string['shell_state_checkin'] = 'Check-in';
$string['shell_state_complete'] = 'Handed in';
$string['shell_state_paused'] = 'Paused';
$string['shell_state_running'] = 'In progress';
$string['shell_state_terminated'] = 'Ended by a proctor';
$string['shell_state_waiting'] = 'Waiting';
$string['shell_step_checkin'] = 'Check in';
$string['shell_step_checkin_text'] = 'Follow the steps in the proctoring panel. It takes about a minute.';
$string['shell_step_quiz'] = 'Begin';
$string['shell_step_quiz_limit'] = 'The quiz opens here. You have {$a}, counted from then on.';
$string['shell_step_quiz_text'] = 'The quiz opens here. Its time starts only then.';
$string['shell_step_waiting'] = 'Wait a moment';
$string['shell_step_waiting_text'] = 'A proctor lets you in.';
$string['shell_steps'] = 'Before the quiz begins';
$string['shell_terminated_text'] = 'What was saved before has been handed in. Your teacher decides how to go on.';
$string['shell_terminated_title'] = 'A proctor has ended your attempt';
$string['sitedefaults'] = 'Defaults for quizzes';
$string['sitedefaults_desc'] = 'What the section "Proctored with Invigil" starts with in a new quiz. What is locked holds for every quiz as soon as it is saved, whatever was chosen before. "Proctor this quiz" locked and ticked counts while the site is connected. What is chosen rule by rule under "Custom" belongs to each quiz.';
$string['start_over'] = 'This attempt is over. Please go back to the quiz.';
$string['start_refused'] = 'Your exam could not begin from here. Please go back to the quiz and open the check-in again.';
$string['task_delete_people'] = 'Have Invigil delete what it keeps about a person';
$string['task_reconcile'] = 'Tidy up proctored attempts';
$string['verdict'] = 'Verdict';
$string['verdict_clear'] = 'Clear';
$string['verdict_flagged'] = 'Flagged';
$string['verdict_invalid'] = 'Invalid';
$string['verdict_none'] = 'None needed';
$string['verdict_waiting'] = 'Waiting for a person';
$string['wasproctored'] = 'This attempt was proctored.';
