/** Chat and help together, as every room from the waiting room on has them. */
import type { JSX } from "preact";
import { Chat } from "./chat";
import { Help } from "./help";
import type { RoomProps } from "./room-props";

export function Conversation({ model, controller }: RoomProps): JSX.Element {
  return (
    <div class="room__side">
      <Chat
        chat={model.chat}
        outgoing={model.outgoing}
        online={model.link === "online"}
        onSend={(text) => controller.sendChat(text)}
        onAgain={(id) => controller.sendAgain(id)}
      />
      <Help
        open={model.attempt?.help_open === true || model.help !== null}
        asked={model.help}
        onAsk={(kind, text) => controller.askForHelp(kind, text)}
      />
    </div>
  );
}
