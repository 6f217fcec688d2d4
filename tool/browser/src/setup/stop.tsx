/** Asks before a quiz is proctored no more. */
import type { JSX } from "preact";
import { ConfirmByTitle } from "./confirm-by-title";

export interface StopProps {
  title: string;
  /** How many attempts are open right now. */
  open: number;
  /** Whether a list of people opens the quiz. */
  byPeople: boolean;
  onConfirm: (typedTitle: string) => Promise<void>;
  onClose: () => void;
}

export function Stop({ byPeople, ...props }: StopProps): JSX.Element {
  return (
    <ConfirmByTitle {...props} question="Stop proctoring this quiz?" goOn="Stop proctoring" leave="Go on proctoring" testid="stop">
      <ul class="confirm-by-title__facts">
        {byPeople ? (
          <li>
            Invigil takes out of the list whom it has put in, each when their attempt is over. The list itself stays: take it away in the LMS
            if everybody is to open the quiz.
          </li>
        ) : (
          <li>The quiz asks for what it asked for before: its own access code, or none. Then anybody can begin without Invigil.</li>
        )}
        <li>Whoever is being watched stays watched to the end of their attempt.</li>
        <li>The exam, its incidents and its reports stay.</li>
      </ul>
    </ConfirmByTitle>
  );
}
