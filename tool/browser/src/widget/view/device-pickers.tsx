/** Which camera and microphone, where there is a choice. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Field } from "../../shared/ui/field";
import type { Camera, CameraState, DeviceChoice } from "../device/camera";
import { t } from "../words";

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
        <Picker kind="camera" devices={cameras} value={choice.cameraId} onPick={(cameraId) => onChoose({ ...choice, cameraId })} />
      )}
      {choice.microphoneId !== "" && microphones.length > 1 && (
        <Picker
          kind="microphone"
          devices={microphones}
          value={choice.microphoneId}
          onPick={(microphoneId) => onChoose({ ...choice, microphoneId })}
        />
      )}
    </div>
  );
}

interface PickerProps {
  kind: "camera" | "microphone";
  devices: MediaDeviceInfo[];
  value: string;
  onPick: (id: string) => void;
}

function Picker({ kind, devices, value, onPick }: PickerProps): JSX.Element {
  return (
    <Field label={t(`pickers.${kind}`)}>
      {(tie) => (
        <select {...tie} class="input" value={value} onChange={(event) => onPick(event.currentTarget.value)}>
          {devices.map((device, index) => (
            <option key={device.deviceId} value={device.deviceId}>
              {device.label === "" ? t(`pickers.${kind}_nth`, { n: index + 1 }) : device.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
