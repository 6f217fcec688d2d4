import { describe, expect, it } from "vitest";
import { type DeviceContext, type DeviceProblem, explain } from "./problems";

const BOTH = { camera: true, microphone: true };
const HERE: DeviceContext = { secure: true, delegated: true, permission: "denied" };

function named(name: string, message = ""): Error {
  return Object.assign(new Error(message), { name });
}

describe("explain", () => {
  it.each<[string, DeviceProblem["code"], Error, Partial<DeviceContext>]>([
    ["an insecure page", "insecure", named("TypeError"), { secure: false }],
    ["a frame without allow=", "not_allowed_here", named("NotAllowedError"), { delegated: false }],
    ["a remembered no", "blocked", named("NotAllowedError", "Permission denied"), {}],
    ["a no of a browser that tells nothing", "blocked", named("NotAllowedError"), { permission: "unknown" }],
    ["a closed question", "dismissed", named("NotAllowedError", "Permission dismissed"), { permission: "prompt" }],
    ["the operating system's no", "system", named("NotAllowedError", "Permission denied by system"), {}],
    ["no device", "not_found", named("NotFoundError"), {}],
    ["a device in use", "in_use", named("NotReadableError"), {}],
    ["a device that aborts", "in_use", named("AbortError"), {}],
    ["a device that is gone", "unsuitable", named("OverconstrainedError"), {}],
    ["anything else", "unknown", named("StrangeError"), {}],
  ])("tells %s as %s, with something to do", (_what, code, error, context) => {
    const problem = explain(error, BOTH, { ...HERE, ...context });
    expect(problem.code).toBe(code);
    expect(problem.steps.length).toBeGreaterThan(0);
  });

  it("speaks only of what is wanted", () => {
    const problem = explain(named("NotFoundError"), { camera: true, microphone: false }, HERE);
    expect(problem.title).toBe("No camera found");
  });
});
