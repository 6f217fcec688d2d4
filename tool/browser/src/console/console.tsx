/** The console's page: header, toolbar, grid, activity, and the focus view beside them. */
import type { JSX } from "preact";
import { useCallback, useEffect, useMemo, useState } from "preact/hooks";
import { reason } from "../shared/http";
import type { Session } from "../shared/session";
import { counted } from "../shared/format";
import { useSpeaker } from "../shared/ui/toast";
import type { AttemptTile } from "../shared/wire.gen";
import { ClassList } from "./class-list";
import { Feed } from "./feed";
import { ActionDialog } from "./focus/action-dialog";
import { Focus } from "./focus/focus";
import { Grid } from "./grid";
import { Header } from "./header";
import { found, held, matches, needsAttention, sorted, tally, type Filter } from "./order";
import { ConsoleStore } from "./store";
import { Toolbar } from "./toolbar";
import { useChimes } from "./use-chimes";

export function Console({ session }: { session: Session }): JSX.Element {
  const store = useStore(session);
  const chimes = useChimes(store);
  const { toast } = useSpeaker();
  const [filter, setFilter] = useState<Filter>("all");
  const [search, setSearch] = useState("");
  const { tiles, snapshot, focus } = store.state;
  const { order, stale, hold } = useOrder(store);
  const counts = useMemo(() => tally(tiles.values()), [tiles]);
  const attention = counts.attention;
  const title = snapshot?.exam_title ?? "Live console";
  useEffect(() => {
    document.title = `${attention > 0 ? `(${attention}) ` : ""}${title} · Invigil`;
  }, [attention, title]);

  const [without, setWithout] = useState<AttemptTile | null>(null);
  const admit = useCallback((attemptId: string) => {
    const tile = store.state.tiles.get(attemptId);
    if (tile !== undefined && tile.unseen.length > 0) { setWithout(tile); return; }
    store.decide({ attempt_id: attemptId, kind: "admit" }).catch((error: unknown) => toast(reason(error), "danger"));
  }, []);
  const admitAll = async (): Promise<void> => {
    const waiting = [...store.state.tiles.values()].filter((tile) => tile.state === "waiting");
    const failures = await store.admitAll(waiting.map((tile) => tile.attempt_id));
    if (failures.length > 0) toast(`${counted(failures.length, "examinee")} not admitted. ${reason(failures[0])}`, "danger");
    else toast(`${counted(waiting.length, "examinee")} admitted.`, "good");
  };

  const shown = order.flatMap((id) => tiles.get(id) ?? []).filter((tile) => matches(tile, filter) && found(tile, search));
  return (
    <div class={`console ${focus === null ? "" : "console--focus"}`} data-ready={snapshot !== null}>
      <Header store={store} session={session} chimes={chimes} />
      <div class="console__side">
        <Toolbar
          filter={filter}
          onFilter={setFilter}
          search={search}
          onSearch={setSearch}
          counts={counts}
          onAdmitAll={admitAll}
        />
        {snapshot !== null && <ClassList roster={snapshot.roster} />}
        <Grid
          tiles={shown}
          loading={snapshot === null}
          starts={snapshot?.capabilities.find(({ verb }) => verb === "gate_start")?.possible !== false}
          total={tiles.size}
          focus={focus}
          withScreen={snapshot?.policy.values.screen === true}
          mostWarnings={snapshot?.most_warnings ?? 0}
          board={store.board}
          onOpen={store.focus}
          onAdmit={admit}
          onHold={hold}
          held={stale}
        />
        <Feed feed={store.state.feed} tiles={tiles} onOpen={store.focus} />
      </div>
      {without !== null && snapshot !== null && (
        <ActionDialog
          kind="admit"
          name={without.person_name}
          snapshot={snapshot}
          incidents={[]}
          onDecide={(more) => store.decide({ ...more, attempt_id: without.attempt_id, kind: "admit" })}
          onClose={() => setWithout(null)}
        />
      )}
      {focus !== null && <Focus store={store} session={session} attemptId={focus} order={order} />}
    </div>
  );
}

function useStore(session: Session): ConsoleStore {
  const store = useMemo(() => new ConsoleStore(session), []);
  const [, setTurn] = useState(0);
  useEffect(() => {
    const stop = store.subscribe(() => setTurn((turn) => turn + 1));
    return () => {
      stop();
      store.close();
    };
  }, []);
  return store;
}

interface Order {
  order: string[];
  /** Whether the shown order is held and differs from the wanted one. */
  stale: boolean;
  hold: (holding: boolean) => void;
}

/** The order of the grid; it stands still while someone points at it or moves in it with the keyboard. */
function useOrder(store: ConsoleStore): Order {
  const { tiles } = store.state;
  const [holding, hold] = useState(false);
  const [base, setBase] = useState<string[]>([]);
  const wanted = useMemo(() => sorted(tiles.values()), [tiles]);
  const order = holding ? held(base, wanted) : wanted;
  useEffect(() => setBase(order), [order.join()]);
  const urgent = order.findIndex((id, index) => id !== wanted[index]);
  const moved = urgent >= 0 ? tiles.get(wanted[urgent] ?? "") : undefined;
  return { order, stale: holding && moved !== undefined && needsAttention(moved), hold };
}
