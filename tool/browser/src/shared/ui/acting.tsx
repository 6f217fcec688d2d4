/** The mark of an attempt that is not a real examinee's: somebody acted as them in the LMS, or it is a test person. */
import type { JSX } from "preact";
import { Badge } from "./badge";

const ACTING: Record<string, { label: string; means: string }> = {
  masquerade: {
    label: "Acted by an administrator",
    means: "An administrator of the LMS opened this attempt acting as the examinee. It is not the examinee's own work.",
  },
  test_user: {
    label: "Test user",
    means: "This is the LMS's own test person (such as “Student view”), not an examinee.",
  },
};

/** What an `acting` code means in words; null for an attempt of the examinee's own. */
export function actingWords(acting: string): { label: string; means: string } | null {
  return ACTING[acting] ?? null;
}

export function ActingBadge({ acting }: { acting: string }): JSX.Element | null {
  const words = actingWords(acting);
  if (words === null) return null;
  return (
    <Badge tone="info" icon="user" title={words.means}>
      {words.label}
    </Badge>
  );
}
