/** The proctor's live console. */
import "./console.css";
import "./grid.css";
import "./class-list.css";
import "./focus.css";
import "./focus/pictures.css";
import "./focus/chat.css";
import "./focus/action-dialog.css";
import { startPage } from "../shared/page";
import { Console } from "./console";

startPage("console", (session) => <Console session={session} />);
