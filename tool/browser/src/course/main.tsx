/** The list of a course's proctored exams, for its teachers and proctors. */
import "./course.css";
import { startAt } from "../shared/page";
import { COURSE_DOOR } from "../shared/session";
import { Course } from "./course";

startAt(
  COURSE_DOOR,
  {
    title: "Open this again from your course",
    advice: "Go back to your course and open Invigil from its menu. Nothing that was saved is lost.",
  },
  (session) => <Course session={session} />,
);
