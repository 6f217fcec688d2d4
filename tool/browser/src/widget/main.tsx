/** Entry of the examinee's widget. */
import { startPage } from "../shared/page";
import { Widget } from "./view/app";
import "./widget.css";

startPage("widget", (session) => <Widget session={session} />);
