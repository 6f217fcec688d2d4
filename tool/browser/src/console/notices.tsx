/** Trouble of our own with one examinee, said calmly: it is no incident, and nobody's fault who sits there. */
import type { JSX } from "preact";
import { Badge } from "../shared/ui/badge";
import { Note } from "../shared/ui/note";
import type { AttemptTile, TileNotice } from "../shared/wire.gen";

const WORDS: Record<TileNotice, { label: string; means: string }> = {
  rules_not_applied: {
    label: "Rules not applied",
    means:
      "Our media server has not taken the rules of this exam for this examinee. What their camera shows is judged by older rules or not at all, so keep an eye on it. This is our trouble, not theirs.",
  },
  reports_lost: {
    label: "Something not kept",
    means:
      "Something was noticed of this examinee that our server could not keep, so the list may lack an incident. It was put aside for the administrator. This is our trouble, not the examinee's.",
  },
  seldom_looked_at: {
    label: "Looked at seldom",
    means:
      "The pictures of this camera cost our server far more than others' do, so detection looks at them seldom and all others are looked at as before. It may be the camera or the browser. Short incidents may be missed, so keep an eye on it.",
  },
};

/** On a tile: one quiet label each. */
export function NoticeBadges({ tile }: { tile: AttemptTile }): JSX.Element {
  return (
    <>
      {tile.notices.map((notice) => (
        <Badge key={notice} tone="info" icon="info" title={WORDS[notice].means}>
          {WORDS[notice].label}
        </Badge>
      ))}
    </>
  );
}

/** In the focus view: the whole sentence. */
export function NoticeNotes({ tile }: { tile: AttemptTile }): JSX.Element {
  return (
    <div role="status">
      {tile.notices.map((notice) => (
        <Note key={notice} data-testid={`notice-${notice}`}>
          <strong>{WORDS[notice].label}.</strong> {WORDS[notice].means}
        </Note>
      ))}
    </div>
  );
}
