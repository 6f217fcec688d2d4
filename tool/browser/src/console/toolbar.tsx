/** Which tiles are shown: filters with counts, search, and what can be done for all who wait. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { counted } from "../shared/format";
import { Button } from "../shared/ui/button";
import { Icon } from "../shared/ui/icons";
import { FILTERS, type Filter } from "./order";

const WORDS: Record<Filter, string> = {
  all: "All",
  attention: "Needs attention",
  waiting: "Waiting",
  paused: "Paused",
  finished: "Finished",
};

export interface ToolbarProps {
  filter: Filter;
  onFilter: (filter: Filter) => void;
  search: string;
  onSearch: (search: string) => void;
  counts: Record<Filter, number>;
  onAdmitAll: () => Promise<void>;
}

export function Toolbar(props: ToolbarProps): JSX.Element {
  const { counts, filter } = props;
  const [admitting, setAdmitting] = useState(false);
  const admitAll = async (): Promise<void> => {
    setAdmitting(true);
    await props.onAdmitAll();
    setAdmitting(false);
  };
  return (
    <div class="toolbar">
      <div class="filters" role="group" aria-label="Show">
        {FILTERS.map((name) => (
          <button
            key={name}
            type="button"
            class="filter"
            aria-pressed={name === filter}
            onClick={() => props.onFilter(name)}
            data-testid={`filter-${name}`}
          >
            {WORDS[name]}
            <span class={`filter__count numeric ${name === "attention" && counts.attention > 0 ? "filter__count--hot" : ""}`}>
              {counts[name]}
            </span>
          </button>
        ))}
      </div>
      <label class="search">
        <span class="visually-hidden">Search by name</span>
        <Icon name="search" size={14} />
        <input
          class="input"
          type="search"
          placeholder="Search by name"
          value={props.search}
          onInput={(event) => props.onSearch(event.currentTarget.value)}
          data-testid="search"
        />
      </label>
      {counts.waiting > 1 && (
        <Button kind="primary" size="small" icon="check" busy={admitting} onClick={() => void admitAll()} data-testid="admit-all">
          Admit {counted(counts.waiting, "waiting", "waiting")}
        </Button>
      )}
    </div>
  );
}
