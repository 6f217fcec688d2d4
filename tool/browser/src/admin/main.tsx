/** The institution page: which LMSs are connected, who is what, and how to connect another. */
import "./admin.css";
import "./platform.css";
import "./roles.css";
import { startAt } from "../shared/page";
import { ADMIN_DOOR } from "../shared/session";
import { Admin } from "./admin";

startAt(
  ADMIN_DOOR,
  {
    title: "Open this page again",
    advice:
      "Open Invigil from your LMS's administration, or ask whoever runs this server for a new link (invigil admin). To keep " +
      "others out, this page forgets who you are when it is reloaded or closed. Nothing that was saved is lost.",
  },
  (session) => <Admin session={session} />,
);
