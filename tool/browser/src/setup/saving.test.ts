import { expect, it } from "vitest";
import { Refused } from "../shared/http";
import type { ExamView } from "../shared/wire.gen";
import { withValue } from "./draft";
import { anExam } from "./samples";
import { afterSaving, type Edit, editOf, holds, isTouched, isUnsaved, refusalOf, savedWords, settled, wrongs } from "./saving";

const typing = (exam: ExamView, allowed_resources: string): Edit => ({ ...editOf(exam), typed: { allowed_resources } });

it("calls nothing saved that is not stored", () => {
  const draft = anExam({ standing: "draft" });
  expect(savedWords(editOf(draft), draft)).toBe("Not saved yet");
  expect([isUnsaved(editOf(draft), draft), isTouched(editOf(draft), draft)]).toEqual([true, false]);
  const saved = anExam({ standing: "saved" });
  expect(savedWords(editOf(saved), saved)).toBe("Saved, but not in the course yet");
  const placed = anExam();
  expect(savedWords(editOf(placed), placed)).toBe("All changes saved");
  expect(savedWords(typing(placed, "Ruler"), placed)).toBe("Not saved yet");
  expect(savedWords(typing(placed, "x".repeat(121)), placed)).toContain("First correct");
});

it("sends a resource that is typed but not added, once", () => {
  expect(settled(typing(anExam(), "  Ruler ")).values.allowed_resources).toEqual(["Calculator", "Ruler"]);
  expect(settled(typing(anExam(), " calculator")).values.allowed_resources).toEqual(["Calculator"]);
  expect(wrongs(typing(anExam(), " calculator"), anExam())).toEqual({});
});

it("says of a typed resource that does not fit, and keeps it", () => {
  const full = Array.from({ length: 30 }, (_, n) => `Book ${n}`);
  const { draft } = editOf(anExam());
  const edit = { draft: withValue(draft, "allowed_resources", full), typed: { allowed_resources: "Ruler" } };
  expect(wrongs(edit, anExam())["allowed_resources"]).toContain("full");
  expect(wrongs({ ...edit, typed: { allowed_resources: "" } }, anExam())).toEqual({});
  expect(wrongs(typing(anExam(), "x".repeat(121)), anExam())["allowed_resources"]).toContain("Too long");
});

it("keeps what was typed while it was being saved", () => {
  const exam = anExam();
  const sent = typing(exam, "Ruler");
  const later = typing(exam, "Ruler, 30 cm");
  expect(afterSaving(sent, sent, exam)).toEqual(editOf(exam));
  expect(afterSaving(later, sent, exam)).toBe(later);
});

it("knows what a refusal is about, until that has changed", () => {
  const sent = typing(anExam(), "Ruler");
  const refusal = refusalOf(new Refused("bad_field", "No.", 409, "allowed_resources"), sent);
  expect([refusal.field, refusal.message, holds(refusal, sent)]).toEqual(["allowed_resources", "No.", true]);
  expect(holds(refusal, { ...sent, draft: { ...sent.draft, title: "Geometry" } })).toBe(true);
  expect(holds(refusal, typing(anExam(), "Pen"))).toBe(false);
  expect(refusalOf(new Refused("offline", "No network."), sent).field).toBe("");
});
