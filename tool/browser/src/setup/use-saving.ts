/** Saving the form and adding the exam to the course, one at a time; what is refused stays on the page. */
import { useState } from "preact/hooks";
import { submitToPlatform } from "../shared/form";
import { Refused } from "../shared/http";
import type { Session } from "../shared/session";
import { useSpeaker } from "../shared/ui/toast";
import type { BusyExam, ExamView, FormView, LinkBody, LinkingView } from "../shared/wire.gen";
import { type Edit, isUnsaved, type Refusal, refusalOf, settled } from "./saving";

export interface Saving {
  busy: "save" | "add" | null;
  refusal: Refusal | null;
  /** An exam that is being taken: before adding, its title has to be typed. */
  asked: BusyExam | null;
  save: () => Promise<void>;
  /** Saves what is not saved, then adds the exam to the course or asks first. */
  add: () => Promise<void>;
  /** Adds it with the title typed; throws Refused. */
  confirm: (typedTitle: string) => Promise<void>;
  /** Takes the question back. */
  cancel: () => void;
}

export interface SavingOf {
  session: Session;
  exam: ExamView;
  edit: Edit;
  onSaved: (exam: ExamView, sent: Edit) => void;
}

export function addressOf(session: Session): string {
  return `/api/exams/${encodeURIComponent(session.view.exam_id)}`;
}

export function useSaving({ session, exam, edit, onSaved }: SavingOf): Saving {
  const { toast } = useSpeaker();
  const [busy, setBusy] = useState<Saving["busy"]>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [asked, setAsked] = useState<BusyExam | null>(null);
  const store = async (): Promise<void> => {
    onSaved(await session.json<ExamView>(addressOf(session), { method: "PUT", body: settled(edit) }), edit);
  };
  const inTheWay = async (): Promise<BusyExam | null> =>
    (await session.json<LinkingView>(`${addressOf(session)}/linking`)).in_the_way;
  // Stays busy on success: the browser is leaving for the LMS.
  const hand = async (confirmed_title: string): Promise<void> => {
    const body: LinkBody = { confirmed_title };
    submitToPlatform(await session.json<FormView>(`${addressOf(session)}/deep-link`, { method: "POST", body }));
  };
  const during = async (what: "save" | "add", work: () => Promise<boolean>): Promise<void> => {
    if (busy !== null) return;
    setBusy(what);
    setRefusal(null);
    try {
      if (await work()) setBusy(null);
    } catch (problem) {
      setRefusal(refusalOf(problem, edit));
      setBusy(null);
    }
  };
  return {
    busy,
    refusal,
    asked,
    save: () =>
      during("save", async () => {
        await store();
        toast("Saved.", "good");
        return true;
      }),
    add: () =>
      during("add", async () => {
        if (isUnsaved(edit, exam)) await store();
        const found = await inTheWay();
        if (found === null) await hand("");
        setAsked(found);
        return found !== null;
      }),
    confirm: async (typedTitle) => {
      setBusy("add");
      try {
        await hand(typedTitle);
        setAsked(null);
      } catch (problem) {
        if (problem instanceof Refused && problem.code === "attempts_open") setAsked((await inTheWay()) ?? asked);
        setBusy(null);
        throw problem;
      }
    },
    cancel: () => setAsked(null),
  };
}
