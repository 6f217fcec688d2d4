/** Which camera and microphone, where there is a choice. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Field } from "../../shared/ui/field";
import type { Camera, CameraState, DeviceChoice } from "../device/camera";

export interface PickersProps {
  camera: CameraState;
  devices: Camera;
  onChoose: (choice: DeviceChoice) => void;
}

export function DevicePickers({ camera, devices, onChoose }: PickersProps): JSX.Element | null {
  const [found, setFound] = useState<MediaDeviceInfo[]>([]);
  useEffect(() => {
    let shown = true;
    void devices.devices().then((all) => shown && setFound(all));
    return () => void (shown = false);
  }, [camera.stream]);
  const used = (kind: "audio" | "video"): string => {
    const track = camera.stream?.getTracks().find((each) => each.kind === kind);
    return track?.getSettings().deviceId ?? "";
  };
  const choice: DeviceChoice = { cameraId: used("video"), microphoneId: used("audio") };
  const cameras = found.filter((device) => device.kind === "videoinput");
  const microphones = found.filter((device) => device.kind === "audioinput");
  return (
    <div class="pickers">
      {choice.cameraId !== "" && cameras.length > 1 && (
        <Picker label="Camera" devices={cameras} value={choice.cameraId} onPick={(cameraId) => onChoose({ ...choice, cameraId })} />
      )}
      {choice.microphoneId !== "" && microphones.length > 1 && (
        <Picker
          label="Microphone"
          devices={microphones}
          value={choice.microphoneId}
          onPick={(microphoneId) => onChoose({ ...choice, microphoneId })}
        />
      )}
    </div>
  );
}

interface PickerProps {
  label: string;
  devices: MediaDeviceInfo[];
  value: string;
  onPick: (id: string) => void;
}

function Picker({ label, devices, value, onPick }: PickerProps): JSX.Element {
  return (
    <Field label={label}>
      {(tie) => (
        <select {...tie} class="input" value={value} onChange={(event) => onPick(event.currentTarget.value)}>
          {devices.map((device, index) => (
            <option key={device.deviceId} value={device.deviceId}>
              {device.label === "" ? `${label} ${index + 1}` : device.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
