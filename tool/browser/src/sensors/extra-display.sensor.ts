/** The computer has more than one display. Asked of the browser without a question to the examinee. */
import { LevelSensor, type SensorKind } from "./sensor";

/** What the browser says of its displays; `isExtended` is undefined where it does not say (Window Management API). */
export interface DisplayView {
  readonly isExtended: boolean | undefined;
  onChange(listener: () => void): () => void;
}

interface ManagedScreen {
  readonly isExtended?: boolean | undefined;
  addEventListener?(type: "change", listener: () => void): void;
  removeEventListener?(type: "change", listener: () => void): void;
}

interface Policy {
  allowsFeature(name: string): boolean;
}

/** The browser's own answer. In a frame to which the page around has not passed "window-management" on it always says that
 * there is one display; that is no answer. */
export function displaysOf(window: { readonly screen: object; readonly document: Document & { featurePolicy?: Policy } }): DisplayView {
  const { document } = window;
  const screen: ManagedScreen = window.screen;
  const allowed = document.featurePolicy?.allowsFeature("window-management") ?? false;
  return {
    get isExtended(): boolean | undefined {
      return allowed ? screen.isExtended : undefined;
    },
    onChange(listener: () => void): () => void {
      screen.addEventListener?.("change", listener);
      return () => screen.removeEventListener?.("change", listener);
    },
  };
}

/** Measures nothing where the browser does not say. */
export class ExtraDisplaySensor extends LevelSensor {
  readonly signal = "extra_display";

  constructor(private readonly displays: DisplayView) {
    super();
  }

  protected watch(): void {
    const look = (): void => {
      const { isExtended } = this.displays;
      if (isExtended !== undefined) this.set(isExtended);
    };
    this.undo(this.displays.onChange(look));
    look();
  }
}

export default { signal: "extra_display", make: ({ window }) => new ExtraDisplaySensor(displaysOf(window)) } satisfies SensorKind;
