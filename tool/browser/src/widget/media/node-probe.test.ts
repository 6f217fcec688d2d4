import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { DOWN_EVERY_MS, HEALTHY_EVERY_MS, type NodeNews, NodeProbe, NodeProbes } from "./node-probe";

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

describe("NodeProbes", () => {
  it("asks a node once for all that publish to it, and stops with the last", async () => {
    const node = new FakeNode();
    const asked: string[] = [];
    const probes = new NodeProbes((url) => {
      asked.push(url);
      return node.ask;
    });
    const camera: NodeNews[] = [];
    const screen: NodeNews[] = [];
    const stopCamera = probes.follow("http://m:1/whip/a", (news) => camera.push(news));
    const stopScreen = probes.follow("http://m:1/screen/whip/a", (news) => screen.push(news));
    expect(asked).toEqual(["http://m:1/whip/a"]);
    await vi.advanceTimersByTimeAsync(HEALTHY_EVERY_MS);
    expect(node.asked).toBe(2);
    node.bootId = "boot-2";
    await vi.advanceTimersByTimeAsync(HEALTHY_EVERY_MS);
    stopScreen();
    node.bootId = "boot-3";
    await vi.advanceTimersByTimeAsync(HEALTHY_EVERY_MS);
    expect(screen).toEqual(["restarted"]);
    expect(camera).toEqual(["restarted", "restarted"]);
    stopCamera();
    expect(vi.getTimerCount()).toBe(0);
  });

  it("asks two nodes apart, and one anew that was left", async () => {
    const asked: string[] = [];
    const probes = new NodeProbes((url) => {
      asked.push(url);
      return () => Promise.resolve("boot");
    });
    const stops = ["http://m:1/whip/a", "http://m:2/whip/a"].map((url) => probes.follow(url, () => undefined));
    for (const stop of stops) stop();
    probes.follow("http://m:1/whip/a", () => undefined)();
    await vi.advanceTimersByTimeAsync(0);
    expect(asked).toHaveLength(3);
    expect(vi.getTimerCount()).toBe(0);
  });
});
