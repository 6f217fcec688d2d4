import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeMicrophone, FakeTrack, Notes } from "./fakes";
import { MicrophoneLostSensor } from "./microphone-lost.sensor";
import { LOOK_MS, MicrophoneMutedSensor } from "./microphone-muted.sensor";

const T0 = 1_700_000_000_000;

beforeEach(() => void vi.useFakeTimers({ now: T0 }));
afterEach(() => void vi.useRealTimers());

/** A sensor that runs on a microphone with this track. */
function running<S extends MicrophoneLostSensor | MicrophoneMutedSensor>(
  Sensor: new (source: FakeMicrophone) => S,
  track: FakeTrack | null = new FakeTrack(),
) {
  const source = new FakeMicrophone();
  source.audioTrack = track;
  const sensor = new Sensor(source);
  const notes = new Notes();
  sensor.start(notes.report);
  return { source, sensor, notes, track: track ?? new FakeTrack() };
}

describe("MicrophoneLostSensor", () => {
  it("tells of a microphone that is unplugged and of the one that comes back", () => {
    const { source, notes, track } = running(MicrophoneLostSensor);
    vi.advanceTimersByTime(3000);
    track.end();
    vi.advanceTimersByTime(2000);
    source.give(new FakeTrack());
    expect(notes.lines).toEqual([
      { signal: "microphone_lost", active: false, at: T0 },
      { signal: "microphone_lost", active: true, at: T0 + 3000 },
      { signal: "microphone_lost", active: false, at: T0 + 5000 },
    ]);
  });

  it("tells of a stream without any sound, and of the camera that takes the microphone along", () => {
    expect(running(MicrophoneLostSensor, null).notes.levels).toEqual([true]);
    const { source, notes } = running(MicrophoneLostSensor);
    source.give(null);
    expect(notes.levels).toEqual([false, true]);
  });

  it("does not call a muted microphone lost", () => {
    const { notes, track } = running(MicrophoneLostSensor);
    track.mute(true);
    vi.advanceTimersByTime(60_000);
    expect(notes.levels).toEqual([false]);
  });

  it("leaves nothing behind when stopped", () => {
    const { source, sensor, track } = running(MicrophoneLostSensor);
    sensor.stop();
    expect(source.listening + track.listening).toBe(0);
  });
});

describe("MicrophoneMutedSensor", () => {
  it("tells at once when the browser or the system mutes it", () => {
    const { notes, track } = running(MicrophoneMutedSensor);
    vi.advanceTimersByTime(3000);
    track.mute(true);
    vi.advanceTimersByTime(2000);
    track.mute(false);
    expect(notes.lines).toEqual([
      { signal: "microphone_muted", active: false, at: T0 },
      { signal: "microphone_muted", active: true, at: T0 + 3000 },
      { signal: "microphone_muted", active: false, at: T0 + 5000 },
    ]);
  });

  it("finds out that a program has switched the track off, which no event tells", () => {
    const { notes, track } = running(MicrophoneMutedSensor);
    track.enabled = false;
    vi.advanceTimersByTime(LOOK_MS);
    track.enabled = true;
    vi.advanceTimersByTime(LOOK_MS);
    expect(notes.levels).toEqual([false, true, false]);
  });

  it("does not call a lost microphone muted", () => {
    const { source, notes, track } = running(MicrophoneMutedSensor);
    track.mute(true);
    track.end();
    source.give(null);
    expect(notes.levels).toEqual([false, true, false]);
    expect(running(MicrophoneMutedSensor, null).notes.levels).toEqual([false]);
  });

  it("follows the track that takes another's place", () => {
    const { source, notes, track } = running(MicrophoneMutedSensor);
    source.give(new FakeTrack());
    track.mute(true);
    vi.advanceTimersByTime(5000);
    expect(notes.levels).toEqual([false]);
  });

  it("leaves nothing behind when stopped", () => {
    const { source, sensor, track } = running(MicrophoneMutedSensor);
    sensor.stop();
    expect(source.listening + track.listening + vi.getTimerCount()).toBe(0);
  });
});
