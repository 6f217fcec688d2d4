import { describe, expect, it } from "vitest";
import { OFF } from "./device/camera";
import { attempt } from "./fakes";
import { perChannel } from "./media/channels";
import { EMPTY, type Model } from "./model";
import { stateLine } from "./state-line";

const LIVE: Model = {
  ...EMPTY,
  attempt: attempt(),
  link: "online",
  camera: { ...OFF, kind: "on" },
  media: perChannel(() => ({ kind: "live", since: 0 })),
};

describe("stateLine", () => {
  it.each<[string, Partial<Model>]>([
    ["live", {}],
    ["watching", { attempt: attempt({ watching: true }) }],
    ["paused", { attempt: attempt({ state: "paused" }) }],
    ["connecting", { media: perChannel(() => ({ kind: "connecting", since: 0 })) }],
    ["frames", { media: perChannel(() => ({ kind: "frames", since: 0 })) }],
    ["quiet", { media: perChannel(() => ({ kind: "off", since: 0 })) }],
    ["camera", { camera: { ...OFF, kind: "lost" } }],
    ["offline", { offlineSince: 5 }],
  ])("says %s", (key, changes) => {
    expect(stateLine({ ...LIVE, ...changes }).key).toBe(key);
  });

  it("tells of a broken connection even in a pause", () => {
    const model: Model = { ...LIVE, attempt: attempt({ state: "paused" }), media: perChannel(() => ({ kind: "reconnecting", since: 0 })) };
    expect(stateLine(model).key).toBe("reconnecting");
    expect(stateLine(model).text).toMatch(/^Reconnecting since \d\d:\d\d:\d\d$/);
  });
});
