import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { CameraChangedSensor } from "./camera-changed.sensor";
import { displaysOf, ExtraDisplaySensor } from "./extra-display.sensor";
import { Emitter, FakeDevice, FakeDevices, FakeScreen, Notes } from "./fakes";
import { MicrophoneChangedSensor } from "./microphone-changed.sensor";
import { ScreenNotWholeSensor } from "./screen-not-whole.sensor";
import { isProgram, VirtualCameraSensor } from "./virtual-camera.sensor";

const T0 = 1_700_000_000_000;

beforeEach(() => void vi.useFakeTimers({ now: T0 }));
afterEach(() => void vi.useRealTimers());

describe("CameraChangedSensor", () => {
  function running(first: FakeDevice | null): { devices: FakeDevices; notes: Notes; sensor: CameraChangedSensor } {
    const devices = new FakeDevices();
    devices.videoTrack = first;
    const notes = new Notes();
    const sensor = new CameraChangedSensor(devices);
    sensor.start(notes.report);
    return { devices, notes, sensor };
  }

  it("tells of another camera, once, and of the way back", () => {
    const { devices, notes } = running(new FakeDevice("Front"));
    vi.advanceTimersByTime(500);
    devices.run(new FakeDevice("Side"));
    vi.advanceTimersByTime(5000);
    devices.run(new FakeDevice("Side"));
    vi.advanceTimersByTime(5000);
    devices.run(new FakeDevice("Front"));
    expect(notes.lines).toEqual([
      { signal: "camera_changed", active: false, at: T0 },
      { signal: "camera_changed", active: true, at: T0 + 500 },
      { signal: "camera_changed", active: false, at: T0 + 1500 },
      { signal: "camera_changed", active: true, at: T0 + 10_500 },
    ]);
  });

  it("tells two of one make apart, which have the same name", () => {
    const { devices, notes } = running(new FakeDevice("HD Webcam", "id-1"));
    devices.run(new FakeDevice("HD Webcam", "id-2"));
    expect(notes.levels).toEqual([false, true]);
  });

  it("is silent about the same camera that comes back, the first one, and none at all", () => {
    const { devices, notes } = running(null);
    const front = new FakeDevice("Front");
    devices.run(front);
    front.end();
    devices.run(front);
    devices.run(null);
    devices.run(new FakeDevice("", undefined));
    devices.run(new FakeDevice("Front"));
    expect(notes.levels).toEqual([false]);
  });

  it("does not mind another microphone, and leaves nothing behind when stopped", () => {
    const { devices, notes, sensor } = running(new FakeDevice("Front"));
    devices.run(devices.videoTrack, new FakeDevice("Headset"));
    expect(notes.levels).toEqual([false]);
    devices.run(new FakeDevice("Side"));
    sensor.stop();
    expect([devices.listening, vi.getTimerCount()]).toEqual([0, 0]);
  });
});

it("MicrophoneChangedSensor tells of another microphone and of no camera", () => {
  const devices = new FakeDevices();
  const [front, headset] = [new FakeDevice("Front"), new FakeDevice("Headset")];
  devices.run(front, headset);
  const notes = new Notes();
  new MicrophoneChangedSensor(devices).start(notes.report);
  devices.run(new FakeDevice("Side"), headset);
  expect(notes.levels).toEqual([false]);
  devices.run(front, new FakeDevice("Table"));
  expect(notes.levels).toEqual([false, true]);
});

describe("VirtualCameraSensor", () => {
  it.each([
    "OBS Virtual Camera", "OBS-Camera", "ManyCam Virtual Webcam", "Snap Camera", "XSplit VCam", "e2eSoft VCam", "SplitCam Video Driver",
    "CamTwist", "CyberLink YouCam 9", "Dummy video device (0x0000)", "v4l2loopback", "NDI Webcam Video 1", "vMix Video",
    "Unity Video Capture", "Virtual Camera", "mmhmm Camera", "NVIDIA Broadcast",
  ])("knows the name %s for a program's", (label) => {
    expect(isProgram(label)).toBe(true);
  });

  it.each([
    "FaceTime HD Camera", "HD Pro Webcam C920 (046d:0892)", "Integrated Camera (04f2:b6cb)", "Integrated_Webcam_HD: Integrate", "Surface Camera Front",
    "USB2.0 HD UVC WebCam", "Jobs Cam", "Logitech BRIO", "Elgato Facecam", "EOS Webcam Utility", "Camo", "DroidCam Source 3", "EpocCam",
    "Iriun Webcam", "e2eSoft iVCam", "Pixel 8 (Windows Virtual Camera)", "fake_device_0", "Fake Video Capture Device", "Default Video Device", "",
  ])("takes %s for a camera", (label) => {
    expect(isProgram(label)).toBe(false);
  });

  function running(first: FakeDevice | null): { devices: FakeDevices; notes: Notes } {
    const devices = new FakeDevices();
    devices.videoTrack = first;
    const notes = new Notes();
    new VirtualCameraSensor(devices).start(notes.report);
    return { devices, notes };
  }

  it("holds while such a camera runs, from the beginning too", () => {
    const { devices, notes } = running(new FakeDevice("OBS Virtual Camera"));
    vi.advanceTimersByTime(700);
    devices.run(new FakeDevice("HD Webcam"));
    expect(notes.lines).toEqual([
      { signal: "virtual_camera", active: true, at: T0 },
      { signal: "virtual_camera", active: false, at: T0 + 700 },
    ]);
  });

  it("says nothing as long as there is no camera, and knows one that a script paints", () => {
    const { devices, notes } = running(null);
    expect(notes.levels).toEqual([]);
    const painted = new FakeDevice("HD Webcam");
    painted.canvas = {};
    devices.run(painted);
    expect(notes.levels).toEqual([true]);
  });
});

describe("ExtraDisplaySensor", () => {
  class FakeDisplays extends Emitter {
    isExtended: boolean | undefined = false;
  }

  function running(screen: FakeDisplays, allowed: boolean | null): Notes {
    const featurePolicy = { allowsFeature: (name: string) => name === "window-management" && allowed === true };
    const document = (allowed === null ? {} : { featurePolicy }) as Document;
    const notes = new Notes();
    new ExtraDisplaySensor(displaysOf({ screen, document })).start(notes.report);
    return notes;
  }

  it("tells how many there are, and when one comes or goes", () => {
    const screen = new FakeDisplays();
    const notes = running(screen, true);
    for (const isExtended of [true, true, false]) {
      screen.isExtended = isExtended;
      screen.emit("change");
    }
    expect(notes.levels).toEqual([false, true, false]);
  });

  it.each([
    ["the page around does not pass it on", false, false],
    ["the browser does not know of policies", null, true],
    ["the browser does not say", true, undefined],
  ] as const)("says nothing where %s", (_, allowed, isExtended) => {
    const screen = new FakeDisplays();
    screen.isExtended = isExtended;
    expect(running(screen, allowed).lines).toEqual([]);
  });

  it("does without events where there are none", () => {
    const document = { featurePolicy: { allowsFeature: () => true } } as unknown as Document;
    const sensor = new ExtraDisplaySensor(displaysOf({ screen: { isExtended: true }, document }));
    const notes = new Notes();
    sensor.start(notes.report);
    sensor.stop();
    expect(notes.levels).toEqual([true]);
  });
});

it("ScreenNotWholeSensor keeps to the last answer while the browser asks again", () => {
  const screen = new FakeScreen();
  const notes = new Notes();
  const sensor = new ScreenNotWholeSensor(screen);
  sensor.start(notes.report);
  screen.choose(true);
  screen.partial = false; // a question is open, and nothing is chosen yet
  screen.ask(true);
  expect(notes.levels).toEqual([false, true]);
  screen.choose(true);
  screen.choose(false);
  expect(notes.levels).toEqual([false, true, false]);
  sensor.stop();
  expect(screen.listening).toBe(0);
});
