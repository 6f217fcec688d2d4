/** The examinee's shared screen, live: small beside the camera, large in the page, or over the proctor's whole screen. */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Badge } from "../../shared/ui/badge";
import { Button } from "../../shared/ui/button";
import type { AttemptTile } from "../../shared/wire.gen";
import type { WatchStatus } from "../../shared/whep";
import { isFinished, lacksScreen } from "../order";
import type { ConsoleStore } from "../store";
import { useWatch } from "./use-watch";

export interface ScreenVideoProps {
  store: ConsoleStore;
  tile: AttemptTile;
  large: boolean;
  onLarge: (large: boolean) => void;
}

export function ScreenVideo({ store, tile, large, onLarge }: ScreenVideoProps): JSX.Element {
  const frame = useRef<HTMLDivElement>(null);
  const video = useRef<HTMLVideoElement>(null);
  const wanted = tile.streams.screen !== undefined && !isFinished(tile);
  const { status, playing } = useWatch(store, tile, "screen", video, wanted);
  const full = useFullScreen(frame);
  return (
    <div class="shared" ref={frame} data-live={playing} data-testid="focus-screen" data-large={large} data-full={full.on}>
      <div class="shared__stage" onDblClick={() => (full.on ? full.toggle() : onLarge(!large))}>
        <video
          ref={video}
          class="live__video"
          autoplay
          playsInline
          muted
          aria-label={`Live screen of ${tile.person_name}`}
          data-testid="screen-video"
          data-status={playing ? "live" : wanted ? status.step : "off"}
        />
        {!playing && (
          <p class="live__status" role="status">
            {words(tile, wanted, status)}
          </p>
        )}
      </div>
      <div class="live__bar">
        <span class="shared__title small">Screen</span>
        {lacksScreen(tile) ? (
          <Badge tone="alert" icon="screenOff">
            Not shared
          </Badge>
        ) : (
          <span class="live__how small">{playing ? "Live" : "Not live"}</span>
        )}
        <span class="shared__tools">
          {!full.on && (
            <Button
              kind="plain"
              size="small"
              icon={large ? "shrink" : "enlarge"}
              aria-pressed={large}
              aria-keyshortcuts="Alt+S"
              title={large ? "Small again (Esc or Alt+S)" : "Show the screen large (Alt+S, or double-click)"}
              onClick={() => onLarge(!large)}
              data-testid="screen-large"
            >
              {large ? "Small" : "Large"}
            </Button>
          )}
          {full.possible && (
            <Button kind="plain" size="small" icon={full.on ? "shrink" : "fullscreen"} onClick={full.toggle} data-testid="screen-full">
              {full.on ? "Leave full screen" : "Full screen"}
            </Button>
          )}
        </span>
      </div>
    </div>
  );
}

function words(tile: AttemptTile, wanted: boolean, status: WatchStatus): string {
  if (isFinished(tile)) return "The attempt is over.";
  if (!wanted) return lacksScreen(tile) ? "The screen is not shared." : "The screen is not shared yet.";
  if (status.step === "no_stream") return "No picture of the screen is being sent.";
  return status.step === "retrying" ? `${status.why} Trying again…` : "Connecting…";
}

interface FullScreen {
  possible: boolean;
  on: boolean;
  toggle: () => void;
}

/** The browser's full screen for one element. Escape leaves it: that is the browser's own doing. */
function useFullScreen(element: { current: HTMLElement | null }): FullScreen {
  const [on, setOn] = useState(false);
  useEffect(() => {
    const look = () => setOn(element.current !== null && document.fullscreenElement === element.current);
    document.addEventListener("fullscreenchange", look);
    return () => document.removeEventListener("fullscreenchange", look);
  }, []);
  const toggle = () => {
    // A browser that refuses says so by staying as it is.
    const change = on ? document.exitFullscreen() : element.current?.requestFullscreen();
    change?.catch(() => undefined);
  };
  return { possible: document.fullscreenEnabled, on, toggle };
}
