/** A context menu was opened, in the widget or in the quiz beside it: by mouse, by a long touch or by a key. */
import type { Shell } from "../shared/shell";
import { type EventDocument, EventSensor } from "./pulse";
import type { SensorKind } from "./sensor";

const EVENTS = ["contextmenu"] as const;

export class ContextMenuSensor extends EventSensor {
  readonly signal = "context_menu";

  constructor(document: EventDocument, shell: Shell) {
    super(EVENTS, document, shell);
  }
}

export default {
  signal: "context_menu",
  watch: EVENTS,
  make: ({ document, shell }) => new ContextMenuSensor(document, shell),
} satisfies SensorKind;
