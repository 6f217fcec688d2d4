/** The form while it is edited: what it starts from, what a preset sets, what is wrong with it. Pure. */
import type { ExamBody, ExamView, RuleView } from "../shared/wire.gen";

export type PresetName = ExamBody["preset"];
export const PRESET_NAMES: readonly PresetName[] = ["low", "standard", "high"];

export const TITLE_LIMIT = 200;
export const RESOURCE_LIMIT = 200;
export const RESOURCES_LIMIT = 20;
export const MESSAGE_LIMIT = 2000;

/** The form for an exam as it is stored. An exam with rules of its own is shown as "standard". */
export function draftOf(exam: ExamView): ExamBody {
  const { policy } = exam;
  return {
    title: exam.title,
    preset: PRESET_NAMES.find((name) => name === policy.preset) ?? "standard",
    microphone: policy.microphone,
    screen: policy.screen,
    admission: policy.admission,
    require_fullscreen: policy.require_fullscreen,
    allowed_resources: [...policy.allowed_resources],
    message: policy.message,
  };
}

/** The draft with a preset chosen: its admission and full screen come along, and can be changed after. */
export function withPreset(draft: ExamBody, preset: PresetName, exam: ExamView): ExamBody {
  const policy = exam.presets[preset];
  if (policy === undefined) return { ...draft, preset };
  return { ...draft, preset, admission: policy.admission, require_fullscreen: policy.require_fullscreen };
}

/** Whether a rule of the preset `preset` would be applied if the draft were saved with it. What the draft asks of
 * examinees decides about two rules: a preset says nothing of the screen, and brings a full screen that can be changed. */
export function applies(rule: RuleView, preset: string, draft: ExamBody): boolean {
  if (rule.type === "screen_share_stopped") return draft.screen === true;
  return rule.type === "fullscreen_left" && preset === draft.preset ? draft.require_fullscreen : rule.enabled;
}

/** The draft with a resource added; unchanged if it is empty, there already, or one too many. */
export function withResource(draft: ExamBody, text: string): ExamBody {
  const resource = text.trim().slice(0, RESOURCE_LIMIT);
  const known = draft.allowed_resources.some((other) => other.toLowerCase() === resource.toLowerCase());
  if (resource === "" || known || draft.allowed_resources.length >= RESOURCES_LIMIT) return draft;
  return { ...draft, allowed_resources: [...draft.allowed_resources, resource] };
}

export function withoutResource(draft: ExamBody, resource: string): ExamBody {
  return { ...draft, allowed_resources: draft.allowed_resources.filter((other) => other !== resource) };
}

export function isChanged(draft: ExamBody, exam: ExamView): boolean {
  return JSON.stringify(draft) !== JSON.stringify(draftOf(exam)) || exam.policy.preset !== draft.preset;
}

/** What keeps the draft from being saved, by field. */
export function problems(draft: ExamBody): Partial<Record<keyof ExamBody, string>> {
  if (draft.title.trim() === "") return { title: "Give the exam a name that examinees recognise." };
  return {};
}
