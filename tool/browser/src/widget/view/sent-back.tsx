/** Why a proctor has sent the examinee back to the check, in the proctor's words. */
import type { JSX } from "preact";
import { Note } from "../../shared/ui/note";
import { t } from "../words";

export function SentBack({ notice }: { notice: string }): JSX.Element | null {
  if (notice === "") return null;
  return (
    <Note tone="warn" data-testid="sent-back">
      <strong>{t("check.again")}</strong> <span dir="auto">{notice}</span>
    </Note>
  );
}
