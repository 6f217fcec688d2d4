/** The report on one attempt: what happened, what was done, and a human's verdict. */
import "./report.css";
import { startPage } from "../shared/page";
import { Report } from "./report";

startPage("report", (session) => <Report session={session} />);
