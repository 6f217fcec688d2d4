/** Sends the browser to the platform with a signed message, by a real form POST as LTI 1.3 asks for. */
import type { FormView } from "./wire.gen";

/** Leaves this page (`target` "_top" leaves the whole window). */
export function submitToPlatform(form: FormView, target: "_self" | "_top" = "_self"): void {
  const element = document.createElement("form");
  element.method = "post";
  element.action = form.url;
  element.target = target;
  element.hidden = true;
  const field = document.createElement("input");
  field.type = "hidden";
  field.name = "JWT";
  field.value = form.jwt;
  element.append(field);
  document.body.append(element);
  element.submit();
}
