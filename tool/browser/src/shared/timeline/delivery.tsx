/** One command to the LMS in the timeline: whether it has got there, and a button to try again now when it has not. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { clock, plain, sentence } from "../format";
import { reason } from "../http";
import { Badge, type Tone } from "../ui/badge";
import { Button } from "../ui/button";
import { useSpeaker } from "../ui/toast";
import type { DeliveryView } from "../wire.gen";

export type DeliverAgain = (delivery: DeliveryView) => Promise<void>;

const DELIVERY: Record<DeliveryView["status"], { words: string; tone: Tone }> = {
  waiting: { words: "On its way to the LMS", tone: "info" },
  delivered: { words: "Done in the LMS", tone: "good" },
  failed: { words: "Not done in the LMS", tone: "danger" },
};

const VERBS: Record<string, string> = {
  terminate: "Block",
  annotate: "Note",
  gate_start: "Hold the start",
  hold_grade: "Hold the grade back",
  release_grade: "Release the grade",
};

export interface DeliveryItemProps {
  delivery: DeliveryView;
  onAgain: DeliverAgain;
}

export function DeliveryItem({ delivery, onAgain }: DeliveryItemProps): JSX.Element {
  const { words, tone } = DELIVERY[delivery.status];
  return (
    <li
      class="entry entry--delivery"
      data-testid={`delivery-${delivery.verb}`}
      data-id={delivery.id}
      data-status={delivery.status}
      data-at={delivery.created_at}
    >
      <div class="entry__head">
        <time class="entry__time numeric">{clock(delivery.delivered_at ?? delivery.created_at)}</time>
        <p class="entry__title entry__title--plain">{VERBS[delivery.verb] ?? sentence(plain(delivery.verb))}</p>
        <Badge tone={tone}>{words}</Badge>
        {delivery.tries > 1 && <span class="muted small">{delivery.tries} tries</span>}
        {canGoAgain(delivery) && <Again delivery={delivery} onAgain={onAgain} />}
      </div>
      {delivery.last_error !== "" && delivery.status !== "delivered" && (
        <p class="entry__words entry__words--error">{delivery.last_error}</p>
      )}
    </li>
  );
}

/** What failed, or waits after a try that failed. What the LMS cannot do at all is not tried again. */
export function canGoAgain(delivery: DeliveryView): boolean {
  if (delivery.impossible) return false;
  return delivery.status === "failed" || (delivery.status === "waiting" && delivery.last_error !== "");
}

function Again({ delivery, onAgain }: DeliveryItemProps): JSX.Element {
  const { toast } = useSpeaker();
  const [busy, setBusy] = useState(false);
  const press = async (): Promise<void> => {
    setBusy(true);
    try {
      await onAgain(delivery);
      toast("The LMS is being told again.", "good");
    } catch (problem) {
      toast(reason(problem), "danger");
    }
    setBusy(false);
  };
  return (
    <Button size="small" busy={busy} onClick={() => void press()} data-testid={`again-${delivery.id}`}>
      Try again now
    </Button>
  );
}
