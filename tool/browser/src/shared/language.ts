/** Which language a page speaks, out of what the LMS or the browser asks for. */

/** An ISO language with its region, however it is written: "es", "es_MX", "es-419", "es-ES-u-nu-latn", "es_ES.UTF-8". */
const TAG = /^([a-z]{2,3})(?:[-_][a-z]{4})?(?:[-_]([a-z]{2}|\d{3}))?(?![a-z0-9])/i;

/** Return the first of `wanted` whose language is among `spoken`, as a BCP 47 tag of language and region; English if
 * none is. Web chooses by the same rule (tool/web/http/language.py). */
export function choose(wanted: readonly string[], spoken: readonly string[]): string {
  for (const locale of wanted) {
    const [, language = "", region] = TAG.exec(locale) ?? [];
    const code = language.toLowerCase();
    if (spoken.includes(code)) return region === undefined ? code : `${code}-${region.toUpperCase()}`;
  }
  return "en";
}
