/** Sends the browser to the platform with a signed message, by a real form POST as LTI 1.3 asks for. */
import type { FormView } from "./wire.gen";

/** Leaves this page (`target` "_top" leaves the whole window), or opens a new tab ("_blank", only in a press). `page` is
 * the one that is left. */
export function submitToPlatform(form: FormView, target: "_self" | "_top" | "_blank" = "_self", page: Document = document): void {
  const element = page.createElement("form");
  element.method = "post";
  element.action = form.url;
  element.target = target;
  element.rel = "noopener";
  element.hidden = true;
  const field = page.createElement("input");
  field.type = "hidden";
  field.name = "JWT";
  field.value = form.jwt;
  element.append(field);
  page.body.append(element);
  element.submit();
}
