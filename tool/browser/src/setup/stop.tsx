/** Asks before a quiz is proctored no more. */
import type { JSX } from "preact";
import { ConfirmByTitle } from "./confirm-by-title";

export interface StopProps {
  title: string;
  /** How many attempts are open right now. */
  open: number;
  onConfirm: (typedTitle: string) => Promise<void>;
  onClose: () => void;
}

export function Stop(props: StopProps): JSX.Element {
  return (
    <ConfirmByTitle {...props} question="Stop proctoring this quiz?" goOn="Stop proctoring" leave="Go on proctoring" testid="stop">
      <ul class="confirm-by-title__facts">
        <li>The quiz asks for what it asked for before: its own access code, or none. Then anybody can begin without Invigil.</li>
        <li>Whoever is being watched stays watched to the end of their attempt.</li>
        <li>The exam, its incidents and its reports stay.</li>
      </ul>
    </ConfirmByTitle>
  );
}
