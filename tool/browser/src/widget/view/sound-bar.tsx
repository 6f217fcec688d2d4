/** A bar that moves when one speaks, and the words that say whether the microphone hears anything. */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../../shared/ui/icons";
import { HEARD } from "../device/sound";
import { t } from "../words";
import { useLoudness } from "./meters";

export function SoundBar({ stream }: { stream: MediaStream | null }): JSX.Element {
  const level = useLoudness(stream);
  const [heard, setHeard] = useState(false);
  const bar = useRef<HTMLSpanElement>(null);
  useEffect(() => setHeard(false), [stream]);
  useEffect(() => {
    bar.current?.style.setProperty("--level", level.toFixed(2));
    if (level > HEARD) setHeard(true);
  }, [level]);
  return (
    <div class="sound">
      <Icon name="mic" />
      <div class="sound__body">
        <span class="sound__track" aria-hidden="true">
          <span class="sound__bar" ref={bar} />
        </span>
        <p class="sound__words" role="status" data-testid="sound" data-heard={heard}>
          {heard ? t("sound.works") : t("sound.speak")}
        </p>
      </div>
    </div>
  );
}
