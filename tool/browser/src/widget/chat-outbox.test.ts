import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Refused } from "../shared/http";
import type { ChatBody, ChatView } from "../shared/wire.gen";
import { ChatOutbox } from "./chat-outbox";
import { message } from "./fakes";
import type { Outgoing } from "./model";

/** Web's side: takes a message once per client_id, or refuses with a code. */
class FakeWeb {
  refusal: Refused | null = null;
  readonly bodies: ChatBody[] = [];
  send = (body: ChatBody): Promise<ChatView> => {
    this.bodies.push(body);
    if (this.refusal !== null) return Promise.reject(this.refusal);
    return Promise.resolve(message(`m-${body.client_id}`, 1, body.client_id));
  };
}

function made(): { web: FakeWeb; outbox: ChatOutbox; sent: ChatView[]; shown: () => readonly Outgoing[] } {
  const web = new FakeWeb();
  const sent: ChatView[] = [];
  let items: readonly Outgoing[] = [];
  let last = 0;
  const outbox = new ChatOutbox({
    send: web.send,
    sent: (chat) => sent.push(chat),
    changed: (all) => (items = all),
    newId: () => `c${++last}`,
    now: () => 7,
  });
  return { web, outbox, sent, shown: () => items };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("ChatOutbox", () => {
  it("shows a message at once and hands it over when web has it", async () => {
    const { outbox, sent, shown } = made();
    outbox.add("hello");
    expect(shown()).toEqual([{ client_id: "c1", text: "hello", at: 7, refusal: "" }]);
    await vi.advanceTimersByTimeAsync(0);
    expect(shown()).toEqual([]);
    expect(sent.map((chat) => chat.client_id)).toEqual(["c1"]);
  });

  it("keeps messages while offline and sends them in order, with the same ids", async () => {
    const { web, outbox, sent, shown } = made();
    web.refusal = new Refused("offline", "Not connected.");
    outbox.add("one");
    outbox.add("two");
    await vi.advanceTimersByTimeAsync(60_000);
    expect(shown().map((item) => item.text)).toEqual(["one", "two"]);
    web.refusal = null;
    await outbox.flush();
    expect(sent.map((chat) => chat.client_id)).toEqual(["c1", "c2"]);
    expect(shown()).toEqual([]);
  });

  it.each(["busy", "storage_full"])("keeps a message that the server cannot keep now (%s) and sends it again", async (code) => {
    const { web, outbox, sent, shown } = made();
    web.refusal = new Refused(code, "Not now.");
    outbox.add("one");
    await vi.advanceTimersByTimeAsync(90_000);
    expect(shown()).toEqual([{ client_id: "c1", text: "one", at: 7, refusal: "" }]);
    web.refusal = null;
    await vi.advanceTimersByTimeAsync(2_000);
    expect(sent.map((chat) => chat.client_id)).toEqual(["c1"]);
  });

  it("tries again by itself after a time-out, with the same id", async () => {
    const { web, outbox, sent } = made();
    web.refusal = new Refused("timeout", "No answer.");
    outbox.add("one");
    await vi.advanceTimersByTimeAsync(100);
    web.refusal = null;
    await vi.advanceTimersByTimeAsync(3000);
    expect(web.bodies.map((body) => body.client_id)).toEqual(["c1", "c1"]);
    expect(sent).toHaveLength(1);
  });

  it("keeps a refused message with web's words, goes on with the next, and sends again on demand", async () => {
    const { web, outbox, sent, shown } = made();
    web.refusal = new Refused("too_fast", "Wait a little.");
    outbox.add("one");
    await vi.advanceTimersByTimeAsync(0);
    expect(shown()[0]?.refusal).toBe("Wait a little.");
    web.refusal = null;
    outbox.add("two");
    await vi.advanceTimersByTimeAsync(0);
    expect(sent.map((chat) => chat.client_id)).toEqual(["c2"]);
    outbox.again("c1");
    await vi.advanceTimersByTimeAsync(0);
    expect(sent.map((chat) => chat.client_id)).toEqual(["c2", "c1"]);
    expect(shown()).toEqual([]);
  });
});
