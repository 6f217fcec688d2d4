/** The key for a picture of the screen was pressed, as far as the system lets a page see it. */
import type { Shell } from "../shared/shell";
import { PulseSensor } from "./pulse";
import type { SensorKind } from "./sensor";

/** No event of browsers: the shell makes it of this one key, so that it never has to tell which keys were pressed. */
const FROM_SHELL = ["printscreen"] as const;
const KEY = "PrintScreen";

/** The parts of a document that are looked at; tests give a fake. */
export interface KeyDocument {
  addEventListener(type: "keyup", listener: (event: { readonly key: string }) => void, capture: true): void;
  removeEventListener(type: "keyup", listener: (event: { readonly key: string }) => void, capture: true): void;
}

/** By its release: Windows gives pages no press of it. No other key is looked at. */
export class PrintScreenSensor extends PulseSensor {
  readonly signal = "print_screen";

  constructor(
    private readonly document: KeyDocument,
    private readonly shell: Shell,
  ) {
    super();
  }

  protected watch(): void {
    const released = ({ key }: { readonly key: string }): void => {
      if (key === KEY) this.happened();
    };
    this.document.addEventListener("keyup", released, true);
    this.undo(() => this.document.removeEventListener("keyup", released, true));
    this.hear(this.shell, FROM_SHELL);
    this.set(false);
  }
}

export default {
  signal: "print_screen",
  watch: FROM_SHELL,
  make: ({ document, shell }) => new PrintScreenSensor(document, shell),
} satisfies SensorKind;
