/** The teacher's set-up page: how one exam is proctored, opened from the LMS by deep linking or from the course. */
import "./rules-editor.css";
import "./setup.css";
import { startPage } from "../shared/page";
import { Setup } from "./setup";

startPage("setup", (session) => <Setup session={session} />);
