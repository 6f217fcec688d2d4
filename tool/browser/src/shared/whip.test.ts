import { describe, expect, it } from "vitest";
import { vp8First } from "./whip";

describe("vp8First", () => {
  it("puts VP8 first and leaves the others in their order", () => {
    const codecs = ["video/H264", "video/VP9", "video/vp8", "video/rtx"].map((mimeType) => ({ mimeType }));
    expect(vp8First(codecs).map((codec) => codec.mimeType)).toEqual(["video/vp8", "video/H264", "video/VP9", "video/rtx"]);
  });
});
