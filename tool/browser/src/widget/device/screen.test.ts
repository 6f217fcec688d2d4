import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeTrack } from "../../sensors/fakes";
import { OPTIONS, type ScreenOptions, type ScreenPorts, SharedScreen } from "./screen";
import { explainScreen, type ScreenCode, type ScreenContext } from "./screen-problems";

const HERE: ScreenContext = { secure: true, delegated: true };

class Track extends FakeTrack {
  contentHint = "";
  constructor(public displaySurface: string | undefined) {
    super();
  }
  getSettings = (): MediaTrackSettings => (this.displaySurface === undefined ? {} : { displaySurface: this.displaySurface });
  stop(): void {
    this.readyState = "ended"; // as in browsers: without an event
  }
}

/** A computer whose picker is answered by the test. */
class Computer implements ScreenPorts {
  readonly tracks: Track[] = [];
  readonly asked: ScreenOptions[] = [];
  surface: string | undefined = "monitor";
  trouble: Error | null = null;
  open: ScreenPorts["open"] = (options) => {
    this.asked.push(options);
    if (this.trouble !== null) return Promise.reject(this.trouble);
    const track = new Track(this.surface);
    this.tracks.push(track);
    const tracks = [track];
    return Promise.resolve({ getTracks: () => tracks, getVideoTracks: () => tracks } as unknown as MediaStream);
  };
  context = (): ScreenContext => HERE;
  get last(): Track {
    return this.tracks.at(-1) as Track;
  }
}

function named(name: string, message = ""): Error {
  return Object.assign(new Error(message), { name });
}

async function sharing(): Promise<{ computer: Computer; screen: SharedScreen; kinds: string[] }> {
  const computer = new Computer();
  const screen = new SharedScreen(computer);
  const kinds: string[] = [];
  screen.onTrack(() => kinds.push(screen.state.kind));
  await screen.share();
  expect(kinds).toEqual(["asking", "on"]);
  return { computer, screen, kinds };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("SharedScreen", () => {
  it("asks for the whole screen, without sound, within the press", () => {
    const computer = new Computer();
    void new SharedScreen(computer).share();
    expect(computer.asked).toEqual([OPTIONS]);
    expect(OPTIONS).toMatchObject({ audio: false, monitorTypeSurfaces: "include", video: { displaySurface: "monitor" } });
  });

  it("says that letters matter more than movement", async () => {
    const { computer, screen } = await sharing();
    expect(computer.last.contentHint).toBe("detail");
    expect(screen.videoTrack).toBe(computer.last);
  });

  it.each(["window", "browser"])("stops a shared %s at once and says what to choose", async (surface) => {
    const computer = new Computer();
    computer.surface = surface;
    const screen = new SharedScreen(computer);
    await screen.share();
    expect(screen.state).toMatchObject({ kind: "refused", stream: null, problem: { code: "wrong_surface" } });
    expect(screen.partial).toBe(true);
    expect(computer.last.readyState).toBe("ended");
    expect(screen.videoTrack).toBeNull();
  });

  it("believes a browser that does not tell what is shared", async () => {
    const computer = new Computer();
    computer.surface = undefined;
    const screen = new SharedScreen(computer);
    await screen.share();
    expect(screen.state.kind).toBe("on");
  });

  it.each<[string, (track: Track) => void]>([
    ["tells", (track) => track.emit("configurationchange")],
    ["does not tell", () => vi.advanceTimersByTime(2000)],
  ])("stops a share that became a window, in a browser that %s", async (_what, pass) => {
    const { computer, screen } = await sharing();
    computer.last.displaySurface = "window";
    pass(computer.last);
    expect(screen.state).toMatchObject({ kind: "refused", problem: { code: "wrong_later" } });
    expect(screen.partial).toBe(true);
    expect(computer.last.readyState).toBe("ended");
    expect(computer.last.listening).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("notices the end and waits for a press", async () => {
    const { computer, screen, kinds } = await sharing();
    computer.last.end();
    expect(screen.state).toEqual({ kind: "ended", stream: null, problem: null });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(computer.asked).toHaveLength(1);
    await screen.share();
    expect(kinds.slice(2)).toEqual(["ended", "asking", "on"]);
  });

  it("notices an end that no event told", async () => {
    const { computer, screen } = await sharing();
    computer.last.stop();
    vi.advanceTimersByTime(2000);
    expect(screen.state.kind).toBe("ended");
  });

  it("says so when nothing comes for four seconds, and when it comes again", async () => {
    const { computer, screen } = await sharing();
    computer.last.mute(true);
    vi.advanceTimersByTime(3900);
    expect(screen.state.kind).toBe("on");
    vi.advanceTimersByTime(200);
    expect(screen.state.kind).toBe("silent");
    computer.last.mute(false);
    expect(screen.state.kind).toBe("on");
    expect(screen.state.stream).not.toBeNull();
  });

  it("tells a short silence from a long one", async () => {
    const { computer, kinds } = await sharing();
    computer.last.mute(true);
    vi.advanceTimersByTime(3000);
    computer.last.mute(false);
    vi.advanceTimersByTime(10_000);
    expect(kinds).toEqual(["asking", "on"]);
  });

  it("stops the old share when another one is asked for", async () => {
    const { computer, screen } = await sharing();
    await screen.share();
    expect(computer.tracks.map((track) => track.readyState)).toEqual(["ended", "live"]);
    expect(screen.state.kind).toBe("on");
  });

  it("is off after close, whatever the picker answers later, and leaves nothing behind", async () => {
    const { computer, screen } = await sharing();
    const [first] = computer.tracks;
    const late = screen.share();
    screen.close();
    await late;
    expect(screen.state.kind).toBe("off");
    expect(computer.tracks.map((track) => track.readyState)).toEqual(["ended", "ended"]);
    expect(first?.listening).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("asks nothing where no screen can be shared", async () => {
    const computer = new Computer();
    computer.open = null;
    const screen = new SharedScreen(computer);
    expect(screen.possible).toBe(false);
    await screen.share();
    expect(screen.state).toMatchObject({ kind: "refused", problem: { code: "unsupported" } });
  });
});

describe("explainScreen", () => {
  const POLICY = 'Access to the feature "display-capture" is disallowed by permissions policy.';

  it.each<[string, ScreenCode, Error | null, Partial<ScreenContext>]>([
    ["an insecure page", "insecure", null, { secure: false }],
    ["a phone", "unsupported", null, {}],
    ["a frame without allow=", "not_allowed_here", named("NotAllowedError"), { delegated: false }],
    ["a frame without allow= in a browser that tells only then", "not_allowed_here", named("NotAllowedError", POLICY), {}],
    ["a closed picker", "dismissed", named("NotAllowedError", "Permission denied"), {}],
    ["a press that did not count", "dismissed", named("InvalidStateError"), {}],
    ["macOS's no", "system", named("NotAllowedError", "Permission denied by system"), {}],
    ["macOS's no in Firefox", "system", named("NotFoundError"), {}],
    ["a screen that cannot be read", "system", named("NotReadableError", "Could not start video source"), {}],
    ["anything else", "unknown", named("StrangeError"), {}],
  ])("tells %s as %s, with something to do", (_what, code, error, context) => {
    const problem = explainScreen(error, { ...HERE, ...context });
    expect(problem.code).toBe(code);
    expect(problem.steps.length).toBeGreaterThan(0);
  });
});
