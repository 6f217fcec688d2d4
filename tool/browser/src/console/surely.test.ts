import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Refused } from "../shared/http";
import { MOST_SENDS, surely } from "./surely";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function answering(...codes: string[]): { work: () => Promise<string>; sent: () => number } {
  let sent = 0;
  return {
    sent: () => sent,
    work: () => {
      const code = codes[sent];
      sent += 1;
      return code === undefined ? Promise.resolve("done") : Promise.reject(new Refused(code, code));
    },
  };
}

test("what got no answer is sent again", async () => {
  const { work, sent } = answering("timeout", "offline");
  const done = surely(work);
  await vi.runAllTimersAsync();
  expect(await done).toBe("done");
  expect(sent()).toBe(3);
});

test("a refusal is an answer", async () => {
  const { work, sent } = answering("not_now");
  await expect(surely(work)).rejects.toThrow("not_now");
  expect(sent()).toBe(1);
});

test("it gives up in the end", async () => {
  const { work, sent } = answering(...Array.from({ length: 9 }, () => "timeout"));
  const done = expect(surely(work)).rejects.toThrow("timeout");
  await vi.runAllTimersAsync();
  await done;
  expect(sent()).toBe(MOST_SENDS);
});
