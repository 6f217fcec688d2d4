import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { DOWN_EVERY_MS, HEALTHY_EVERY_MS, type NodeNews, NodeProbe } from "./node-probe";

class FakeNode {
  bootId: string | null = "boot-1";
  asked = 0;
  ask = (): Promise<string> => {
    this.asked += 1;
    return this.bootId === null ? Promise.reject(new TypeError("refused")) : Promise.resolve(this.bootId);
  };
}

async function probing(): Promise<{ node: FakeNode; news: NodeNews[]; probe: NodeProbe }> {
  const node = new FakeNode();
  const news: NodeNews[] = [];
  const probe = new NodeProbe(node.ask, (each) => news.push(each));
  probe.start();
  await vi.advanceTimersByTimeAsync(0);
  return { node, news, probe };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("NodeProbe", () => {
  it("has no news of a node that stays the same", async () => {
    const { node, news } = await probing();
    await vi.advanceTimersByTimeAsync(4 * HEALTHY_EVERY_MS);
    expect(node.asked).toBe(5);
    expect(news).toEqual([]);
  });

  it("tells of a restart within one question, even when it never saw the node down", async () => {
    const { node, news } = await probing();
    node.bootId = "boot-2";
    await vi.advanceTimersByTimeAsync(HEALTHY_EVERY_MS);
    expect(news).toEqual(["restarted"]);
  });

  it("asks faster while there is no answer, and tells when the new process is there", async () => {
    const { node, news } = await probing();
    node.bootId = null;
    await vi.advanceTimersByTimeAsync(HEALTHY_EVERY_MS + 3 * DOWN_EVERY_MS);
    expect(news).toEqual(["down"]);
    node.bootId = "boot-2";
    await vi.advanceTimersByTimeAsync(DOWN_EVERY_MS);
    expect(news).toEqual(["down", "restarted"]);
  });

  it("says up when the same process answers again", async () => {
    const { node, news } = await probing();
    node.bootId = null;
    await vi.advanceTimersByTimeAsync(HEALTHY_EVERY_MS + DOWN_EVERY_MS);
    node.bootId = "boot-1";
    await vi.advanceTimersByTimeAsync(DOWN_EVERY_MS);
    expect(news).toEqual(["down", "up"]);
  });

  it("does not mind one lost answer", async () => {
    const { node, news } = await probing();
    node.bootId = null;
    await vi.advanceTimersByTimeAsync(HEALTHY_EVERY_MS);
    node.bootId = "boot-1";
    await vi.advanceTimersByTimeAsync(HEALTHY_EVERY_MS);
    expect(news).toEqual([]);
  });

  it("asks no more after stop", async () => {
    const { node, probe } = await probing();
    probe.stop();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(node.asked).toBe(1);
    expect(vi.getTimerCount()).toBe(0);
  });
});
