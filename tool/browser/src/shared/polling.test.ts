import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { pollWhileVisible, type Visibility } from "./polling";

class FakePage implements Visibility {
  visibilityState: DocumentVisibilityState = "visible";
  listeners = new Set<() => void>();
  addEventListener = (_type: "visibilitychange", listener: () => void) => void this.listeners.add(listener);
  removeEventListener = (_type: "visibilitychange", listener: () => void) => void this.listeners.delete(listener);

  become(state: DocumentVisibilityState): void {
    this.visibilityState = state;
    for (const listener of this.listeners) listener();
  }
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it("looks again and again", async () => {
  const look = vi.fn(() => Promise.resolve());
  const stop = pollWhileVisible(look, 1000, new FakePage());
  await vi.advanceTimersByTimeAsync(3000);
  expect(look).toHaveBeenCalledTimes(3);
  stop();
  await vi.advanceTimersByTimeAsync(3000);
  expect(look).toHaveBeenCalledTimes(3);
});

it("rests while nobody sees the page and looks at once when somebody does", async () => {
  const page = new FakePage();
  const look = vi.fn(() => Promise.resolve());
  const stop = pollWhileVisible(look, 1000, page);
  page.become("hidden");
  await vi.advanceTimersByTimeAsync(5000);
  expect(look).not.toHaveBeenCalled();
  page.become("visible");
  await vi.advanceTimersByTimeAsync(0);
  expect(look).toHaveBeenCalledOnce();
  stop();
  expect(page.listeners.size).toBe(0);
});

it("never has two looks under way", async () => {
  const page = new FakePage();
  let finish: () => void = () => undefined;
  const look = vi.fn(() => new Promise<void>((done) => (finish = done)));
  const stop = pollWhileVisible(look, 1000, page);
  await vi.advanceTimersByTimeAsync(1000);
  page.become("hidden");
  page.become("visible");
  await vi.advanceTimersByTimeAsync(5000);
  expect(look).toHaveBeenCalledOnce();
  finish();
  await vi.advanceTimersByTimeAsync(1000);
  expect(look).toHaveBeenCalledTimes(2);
  stop();
});
