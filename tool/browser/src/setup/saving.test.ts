import { expect, it } from "vitest";
import { Refused } from "../shared/http";
import type { ExamView } from "../shared/wire.gen";
import { withValue } from "./draft";
import { anExam } from "./samples";
import { afterSaving, type Edit, editOf, isTouched, isUnsaved, refusalOf, savedWords, settled, stands, wrongs } from "./saving";

const edited = (exam: ExamView, part: Partial<Edit>): Edit => ({ ...editOf(exam), ...part });
const typing = (text: string) => ({ typed: { allowed_resources: text } });

it("calls nothing saved that is not stored", () => {
  const draft = anExam({ standing: "draft" });
  expect(savedWords(editOf(draft), draft)).toBe("Not saved yet");
  expect([isUnsaved(editOf(draft), draft), isTouched(editOf(draft), draft)]).toEqual([true, false]);
  const saved = anExam({ standing: "saved" });
  expect(savedWords(editOf(saved), saved)).toBe("Saved, but not in the course yet");
  const placed = anExam();
  expect(savedWords(editOf(placed), placed)).toBe("All changes saved");
  expect(savedWords(edited(placed, typing("Ruler")), placed)).toBe("Not saved yet");
  expect(savedWords(edited(placed, typing("x".repeat(150))), placed)).toContain("First correct");
});

it("sends a resource that is typed but not added, and the title trimmed", () => {
  const exam = anExam();
  const edit = { draft: { ...editOf(exam).draft, title: " Algebra " }, ...typing("  Ruler ") };
  expect(settled(edit)).toMatchObject({ title: "Algebra", values: { allowed_resources: ["Calculator", "Ruler"] } });
  expect(settled(edited(exam, typing(" calculator"))).values["allowed_resources"]).toEqual(["Calculator"]);
});

it("says of a typed resource that does not fit, and keeps it", () => {
  const full = Array.from({ length: 30 }, (_, n) => `Book ${n}`);
  const exam = anExam();
  const edit = edited(exam, { draft: withValue(editOf(exam).draft, "allowed_resources", full), ...typing("Ruler") });
  expect(wrongs(edit, exam)["allowed_resources"]).toContain("full");
  expect(wrongs({ ...edit, ...typing("book 3") }, exam)).toEqual({});
  expect(wrongs({ ...edit, ...typing("") }, exam)).toEqual({});
});

it("keeps what was typed while it was being saved", () => {
  const exam = anExam();
  const sent = edited(exam, typing("Ruler"));
  const later = { ...sent, ...typing("Ruler, 30 cm") };
  expect(afterSaving(sent, sent, exam)).toEqual(editOf(exam));
  expect(afterSaving(later, sent, exam)).toBe(later);
});

it("knows which part a refusal is about, until that is changed", () => {
  const exam = anExam();
  const edit = editOf(exam);
  const long = refusalOf(new Refused("bad_field", "Too long.", undefined, "message"), edit);
  expect(long).toMatchObject({ field: "message", words: "Too long." });
  expect(stands(long, edit, exam)).toBe(true);
  expect(stands(long, { ...edit, draft: withValue(edit.draft, "message", "Hi") }, exam)).toBe(false);
  expect(stands(refusalOf(new Refused("offline", "No network."), edit), edit, exam)).toBe(false);
});
