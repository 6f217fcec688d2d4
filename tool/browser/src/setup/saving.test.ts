import { expect, it } from "vitest";
import { Refused } from "../shared/http";
import type { ExamView } from "../shared/wire.gen";
import { RESOURCES_LIMIT } from "./draft";
import { afterSaving, type Edit, editOf, isTouched, isUnsaved, refusalOf, savedWords, settled, wrongs } from "./saving";
import { anExam } from "./fakes";

const edited = (exam: ExamView, part: Partial<Edit>): Edit => ({ ...editOf(exam), ...part });

it("calls nothing saved that is not stored", () => {
  const draft = anExam({ standing: "draft" });
  expect(savedWords(editOf(draft), draft)).toBe("Not saved yet");
  expect([isUnsaved(editOf(draft), draft), isTouched(editOf(draft), draft)]).toEqual([true, false]);
  const saved = anExam({ standing: "saved" });
  expect(savedWords(editOf(saved), saved)).toBe("Saved, but not in the course yet");
  const placed = anExam();
  expect(savedWords(editOf(placed), placed)).toBe("All changes saved");
  expect(savedWords(edited(placed, { pending: "Ruler" }), placed)).toBe("Not saved yet");
});

it("sends a resource that is typed but not added, and the title trimmed", () => {
  const exam = anExam();
  const edit = { draft: { ...editOf(exam).draft, title: " Algebra " }, pending: "  Ruler " };
  expect(settled(edit)).toMatchObject({ title: "Algebra", allowed_resources: ["Calculator", "Ruler"] });
  expect(settled(edited(exam, { pending: " calculator" })).allowed_resources).toEqual(["Calculator"]);
});

it("says of a typed resource that does not fit, and keeps it", () => {
  const full = Array.from({ length: RESOURCES_LIMIT }, (_, n) => `Book ${n}`);
  const exam = anExam();
  const edit = edited(exam, { draft: { ...editOf(exam).draft, allowed_resources: full }, pending: "Ruler" });
  expect(wrongs(edit).allowed_resources).toContain("full");
  expect(wrongs({ ...edit, pending: "book 3" })).toEqual({});
  expect(wrongs({ ...edit, pending: "" })).toEqual({});
});

it("keeps what was typed while it was being saved", () => {
  const exam = anExam();
  const sent = edited(exam, { pending: "Ruler" });
  const later = { ...sent, pending: "Ruler, 30 cm" };
  expect(afterSaving(sent, sent, exam)).toEqual(editOf(exam));
  expect(afterSaving(later, sent, exam)).toBe(later);
});

it("knows which field a refusal is about", () => {
  expect(refusalOf(new Refused("bad_resources", "Too long."))).toEqual({ field: "allowed_resources", words: "Too long." });
  expect(refusalOf(new Refused("offline", "No network."))).toEqual({ field: null, words: "No network." });
});
