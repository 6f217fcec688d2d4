/** The grid of live tiles: one Tab stop, arrow keys inside, and word of whether someone is pointing at it. */
import type { HTMLAttributes, JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../shared/ui/icons";
import type { AttemptTile } from "../shared/wire.gen";
import { step } from "./order";
import type { PictureBoard } from "./picture-board";
import { Tile } from "./tile";

/** A pointer that rests this long no longer holds the order. */
const REST_MS = 8000;

export interface GridProps {
  tiles: readonly AttemptTile[];
  loading: boolean;
  /** The LMS starts exams with Invigil by itself (LTI Proctoring Services). */
  starts: boolean;
  /** Attempts there are at all, shown or not. */
  total: number;
  focus: string | null;
  /** Whether the exam asks for the screen. */
  withScreen: boolean;
  /** The exam's limit of warnings, 0 for none. */
  mostWarnings: number;
  board: PictureBoard;
  onOpen: (attemptId: string) => void;
  onAdmit: (attemptId: string) => void;
  onHold: (holding: boolean) => void;
  /** The order is held and no longer the right one. */
  held: boolean;
}

export function Grid(props: GridProps): JSX.Element {
  const { tiles } = props;
  const list = useRef<HTMLUListElement>(null);
  const [current, setCurrent] = useState<string | null>(null);
  const hold = useHold(props.onHold);
  useReturn(props.focus, list);
  const stop = tiles.some((tile) => tile.attempt_id === current) ? current : tiles[0]?.attempt_id;

  const onKeyDown = (event: KeyboardEvent) => {
    const buttons = [...(list.current?.querySelectorAll<HTMLButtonElement>(".tile__open") ?? [])];
    const index = buttons.indexOf(event.target as HTMLButtonElement);
    if (index < 0) return;
    const next = step(event.key, index, buttons.length, columns(buttons));
    if (next === index) return;
    event.preventDefault();
    buttons[next]?.focus();
  };
  return (
    <main class="grid-area" aria-label="Examinees">
      {tiles.length === 0 && <Empty {...props} />}
      <ul class="grid" ref={list} onKeyDown={onKeyDown} {...hold} data-testid="grid">
        {tiles.map((tile) => (
          <Tile
            key={tile.attempt_id}
            tile={tile}
            board={props.board}
            inFocus={tile.attempt_id === props.focus}
            withScreen={props.withScreen}
            mostWarnings={props.mostWarnings}
            tabStop={tile.attempt_id === stop}
            onOpen={props.onOpen}
            onAdmit={props.onAdmit}
            onReach={setCurrent}
          />
        ))}
      </ul>
      {props.held && (
        <p class="grid-held small" data-testid="order-held">
          <Icon name="lock" size={12} /> Order held while you are in the grid
        </p>
      )}
    </main>
  );
}

function Empty({ loading, starts, total }: GridProps): JSX.Element {
  if (loading) return <p class="grid-empty muted">Loading examinees…</p>;
  if (total > 0) return <p class="grid-empty muted">No examinee matches this filter or search.</p>;
  return (
    <div class="grid-empty">
      <h2>Nobody is here yet</h2>
      <p class="muted">
        {starts
          ? "Examinees appear as soon as they press Start in the quiz. Keep this page open."
          : "This LMS does not start its quizzes with Invigil. “This LMS” above says what it can do."}
      </p>
    </div>
  );
}

/** How many tiles stand in the first row. */
function columns(buttons: readonly HTMLElement[]): number {
  const top = buttons[0]?.getBoundingClientRect().top;
  const below = buttons.findIndex((button) => button.getBoundingClientRect().top !== top);
  return below < 0 ? buttons.length : below;
}

/** When the focus view closes, the keyboard is back on the tile it came from. */
function useReturn(focus: string | null, list: { current: HTMLUListElement | null }): void {
  const before = useRef<string | null>(null);
  useEffect(() => {
    const last = before.current;
    before.current = focus;
    if (focus !== null || last === null) return;
    const tiles = [...(list.current?.querySelectorAll<HTMLElement>(".tile") ?? [])];
    const tile = tiles.find((element) => element.dataset["attemptId"] === last);
    tile?.querySelector<HTMLElement>(".tile__open")?.focus();
  }, [focus]);
}

function useHold(onHold: (holding: boolean) => void): HTMLAttributes<HTMLUListElement> {
  const rest = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const pointer = useRef(false);
  const keyboard = useRef(false);
  const tell = () => onHold(pointer.current || keyboard.current);
  const point = (here: boolean) => {
    clearTimeout(rest.current);
    if (here) rest.current = setTimeout(() => point(false), REST_MS);
    if (pointer.current === here) return;
    pointer.current = here;
    tell();
  };
  useEffect(() => () => clearTimeout(rest.current), []);
  return {
    onPointerMove: () => point(true),
    onPointerLeave: () => point(false),
    onFocusIn: (event) => {
      keyboard.current = event.target instanceof Element && event.target.matches(":focus-visible");
      tell();
    },
    onFocusOut: () => {
      keyboard.current = false;
      tell();
    },
  };
}
