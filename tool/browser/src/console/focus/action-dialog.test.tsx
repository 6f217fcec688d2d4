// @vitest-environment jsdom
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { DecideBody } from "../../shared/wire.gen";
import { READING_S, type FormKind } from "../actions";
import { anIncident, aSnapshot } from "../samples";
import { ActionDialog } from "./action-dialog";

let decided: Partial<DecideBody>[];
let closed: number;
let refuse: string;

beforeEach(() => {
  vi.useFakeTimers();
  decided = [];
  closed = 0;
  refuse = "";
  // jsdom has the element but not its modal state.
  HTMLDialogElement.prototype.showModal = function show(this: HTMLDialogElement) {
    this.open = true;
  };
  HTMLDialogElement.prototype.close = function close(this: HTMLDialogElement) {
    this.open = false;
  };
});
afterEach(() => {
  render(null, document.body);
  vi.useRealTimers();
});

async function open(kind: FormKind): Promise<void> {
  await act(() =>
    render(
      <ActionDialog
        kind={kind}
        name="<b>Ana</b>"
        snapshot={aSnapshot({ capabilities: [{ verb: "extra_time", possible: false, means: "Tell the teacher." }] })}
        incidents={[anIncident({ reason: "left_exam" })]}
        onDecide={(more) => {
          if (refuse !== "") return Promise.reject(new Error(refuse));
          decided.push(more);
          return Promise.resolve();
        }}
        onClose={() => (closed += 1)}
      />,
      document.body,
    ),
  );
}

function part(testid: string): Element {
  const found = document.querySelector(`[data-testid="${testid}"]`);
  if (found === null) throw new Error(`there is no ${testid}`);
  return found;
}

const confirm = () => part("confirm-action") as HTMLButtonElement;
const reasonSelect = () => part("reason-select") as HTMLSelectElement;

async function choose(reason: string): Promise<void> {
  const select = reasonSelect();
  await act(() => {
    select.value = reason;
    select.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

async function press(): Promise<void> {
  await act(async () => {
    confirm().click();
    await vi.advanceTimersByTimeAsync(0);
  });
}

async function wait(seconds: number): Promise<void> {
  await act(async () => {
    await vi.advanceTimersByTimeAsync(seconds * 1000);
  });
}

it("blocks only with a reason chosen and after time to read", async () => {
  await open("terminate");
  expect(confirm().disabled).toBe(true);
  await wait(READING_S);
  expect(confirm().disabled).toBe(true);
  await choose("left_exam");
  expect(confirm().disabled).toBe(false);
  await press();
  expect(decided).toMatchObject([{ reason: "left_exam" }]);
  expect(decided[0]?.pressed_at).toBeGreaterThan(0);
  expect(closed).toBe(1);
});

it("does not let a quick double press through", async () => {
  await open("terminate");
  await choose("left_exam");
  await press();
  expect(decided).toEqual([]);
});

it("suggests a reason for a warning and sends at once", async () => {
  await open("warn");
  expect(reasonSelect().value).toBe("left_exam");
  await press();
  expect(decided).toMatchObject([{ reason: "left_exam", text: "" }]);
});

it("asks for a reason before flagging", async () => {
  await open("flag");
  expect(confirm().disabled).toBe(true);
  await choose("other");
  await press();
  expect(decided).toMatchObject([{ reason: "other", severity: 0.5 }]);
});

it("says when the LMS cannot give extra time itself, and sends minutes", async () => {
  await open("extra_time");
  expect(document.body.textContent).toContain("Tell the teacher.");
  await choose("other");
  await press();
  expect(decided).toMatchObject([{ minutes: 10 }]);
});

it("stays open with the server's words when refused", async () => {
  refuse = "The attempt is over.";
  await open("warn");
  await press();
  expect(document.body.textContent).toContain("The attempt is over.");
  expect(closed).toBe(0);
  expect(confirm().disabled).toBe(false);
});

it("shows a name as text", async () => {
  await open("warn");
  expect(document.querySelector("h2")?.textContent).toBe("Warn: <b>Ana</b>");
});

it("records a breach only with a reason that was chosen by hand, and names the press", async () => {
  await open("breach");
  expect(confirm().disabled, "no reason is suggested").toBe(true);
  await choose("not_in_view");
  await press();
  expect(decided).toHaveLength(1);
  expect(decided[0]).toMatchObject({ reason: "not_in_view", text: "" });
  expect(decided[0]?.client_id).not.toBe("");
});
