@mod @mod_quiz @quizaccess @quizaccess_invigil
Feature: Proctoring is chosen in the quiz's settings
  In order to have an exam watched by people
  As a teacher
  I need to say in the quiz's form whether it is proctored, and how

  Background:
    Given the following "users" exist:
      | username | firstname | lastname |
      | teacher  | Tove      | Teacher  |
    And the following "courses" exist:
      | fullname | shortname |
      | Course 1 | C1        |
    And the following "course enrolments" exist:
      | user    | course | role           |
      | teacher | C1     | editingteacher |
    And the following "activities" exist:
      | activity | course | name |
      | quiz     | C1     | Exam |

  Scenario: A site that is not connected says so, and keeps the quiz unproctored
    When I am on the "Exam" "quiz activity editing" page logged in as "teacher"
    Then I should see "This site is not connected to Invigil yet."
    And I set the field "Proctor this quiz" to "1"
    And I press "Save and display"
    And I should see "This site is not connected to Invigil yet, so a quiz cannot be proctored."

  @javascript
  Scenario: A teacher has the quiz proctored, and finds the choices again
    Given the following "quizaccess_invigil > connections" exist:
      | origin                  |
      | https://invigil.example |
    When I am on the "Exam" "quiz activity editing" page logged in as "teacher"
    And I expand all fieldsets
    Then "How strictly" "select" should not be visible
    And I set the field "Proctor this quiz" to "1"
    And "How strictly" "select" should be visible
    And the field "How strictly" matches value "Standard"
    And I set the following fields to these values:
      | How strictly                             | High: short moments too |
      | Screen                                   | 1                       |
      | Message to examinees                     | Books stay closed.      |
      | Hold the grade while an attempt is flagged | 1                     |
    And I press "Save and display"
    And I am on the "Exam" "quiz activity editing" page
    And I expand all fieldsets
    And the following fields match these values:
      | Proctor this quiz                        | 1                       |
      | How strictly                             | High: short moments too |
      | Screen                                   | 1                       |
      | Message to examinees                     | Books stay closed.      |
      | Hold the grade while an attempt is flagged | 1                     |

  @javascript
  Scenario: Single rules can be changed with the strictness "Custom" only
    Given the following "quizaccess_invigil > connections" exist:
      | origin                  |
      | https://invigil.example |
    When I am on the "Exam" "quiz activity editing" page logged in as "teacher"
    And I expand all fieldsets
    And I set the field "Proctor this quiz" to "1"
    Then I should not see "What is noted"
    And I set the field "How strictly" to "Custom: each rule as you choose"
    And I should see "What is noted"
    And "Back to standard" "button" should be visible

  Scenario: Who may not configure proctoring sees the choices and cannot change them
    Given the following "quizaccess_invigil > connections" exist:
      | origin                  |
      | https://invigil.example |
    And the following "permission override" exists:
      | role         | editingteacher               |
      | capability   | quizaccess/invigil:configure |
      | permission   | Prevent                      |
      | contextlevel | System                       |
      | reference    |                              |
    When I am on the "Exam" "quiz activity editing" page logged in as "teacher"
    Then I should see "Changing them takes the permission to configure proctoring."
    And the "Proctor this quiz" "checkbox" should be disabled

  Scenario: What the site has locked holds
    Given the following "quizaccess_invigil > connections" exist:
      | origin                  |
      | https://invigil.example |
    And the following config values are set as admin:
      | preset        | high | quizaccess_invigil |
      | preset_locked | 1    | quizaccess_invigil |
    When I am on the "Exam" "quiz activity editing" page logged in as "teacher"
    And I set the field "Proctor this quiz" to "1"
    Then "How strictly" "select" should not exist
    And I press "Save and display"
    And I should not see "This site is not connected to Invigil yet"

  Scenario: A proctored quiz does not open in a pop-up
    Given the following "quizaccess_invigil > connections" exist:
      | origin                  |
      | https://invigil.example |
    When I am on the "Exam" "quiz activity editing" page logged in as "teacher"
    And I set the field "Proctor this quiz" to "1"
    And I set the field "Browser security" to "Full screen pop-up with some JavaScript security"
    And I press "Save and display"
    Then I should see "A proctored quiz is shown on a page of its own with Invigil beside it"
