/** A small meter: how loud an examinee's room is now, in five steps. Hidden while nobody knows. */
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { SoundBoard } from "./sound-board";

export function SoundMeter({ attemptId, name, sounds }: { attemptId: string; name: string; sounds: SoundBoard }): JSX.Element {
  const meter = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    if (meter.current !== null) return sounds.attach(attemptId, meter.current);
  }, [attemptId, sounds]);
  return (
    <span
      ref={meter}
      class="tile__sound"
      role="meter"
      aria-label={`Sound of ${name}`}
      aria-valuemin={0}
      aria-valuemax={4}
      aria-valuenow={0}
      hidden
      data-testid={`sound-${attemptId}`}
    >
      <i />
      <i />
      <i />
      <i />
    </span>
  );
}
