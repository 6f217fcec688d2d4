/** Entry of the examinee's widget. */
import { startPage } from "../shared/page";
import { Widget } from "./view/app";
import { LANGUAGES } from "./words";
import "./widget.css";
import "./rooms.css";
import "./talk.css";
import "./ends.css";
import "./gaze.css";

startPage("widget", (session) => <Widget session={session} />, LANGUAGES);
