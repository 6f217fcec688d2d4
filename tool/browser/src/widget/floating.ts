/** A small window of the widget's own that stays beside the quiz: Document Picture-in-Picture, else a small window.
 *
 * Either is a document of this very page: what is drawn into it is drawn by this page, and goes away with it. */

const WIDTH = 340;
const HEIGHT = 560;

interface PictureInPicture {
  requestWindow(options: { width: number; height: number }): Promise<Window>;
}

/** What is needed of the browser; the default is the browser. */
export interface FloatHost {
  readonly document: Document;
  readonly documentPictureInPicture?: PictureInPicture;
  /** Whether it is a page of its own and no frame. */
  readonly topLevel: boolean;
  /** Whether there is a mouse, so that windows lie beside each other; on a phone a window is one more tab. */
  readonly pointed: boolean;
  open(url: string, target: string, features: string): Window | null;
}

export function browserFloats(): FloatHost {
  const known = window as Window & { documentPictureInPicture?: PictureInPicture };
  return {
    document,
    ...(known.documentPictureInPicture === undefined ? {} : { documentPictureInPicture: known.documentPictureInPicture }),
    topLevel: window.parent === window,
    pointed: matchMedia("(pointer: fine)").matches,
    open: (url, target, features) => window.open(url, target, features),
  };
}

/** Whether there can be such a window here. */
export function canFloat({ topLevel, pointed, documentPictureInPicture }: FloatHost): boolean {
  return topLevel && (documentPictureInPicture !== undefined || pointed);
}

/** Open the window, dressed as this page is; null when the browser allowed none. To be called in a press. */
export async function openFloating(host: FloatHost): Promise<Window | null> {
  const floating = await requested(host);
  if (floating !== null) dress(floating.document, host.document);
  return floating;
}

async function requested(host: FloatHost): Promise<Window | null> {
  const { documentPictureInPicture: pictures } = host;
  if (pictures === undefined) return host.open("", "invigil-panel", `popup,width=${WIDTH},height=${HEIGHT}`);
  try {
    return await pictures.requestWindow({ width: WIDTH, height: HEIGHT });
  } catch {
    return null; // no press, or the browser's settings forbid it
  }
}

/** Give the empty document the page's language, title and style sheets, which come from our own origin there, too. */
function dress(empty: Document, page: Document): void {
  empty.documentElement.lang = page.documentElement.lang;
  empty.head.replaceChildren();
  empty.title = page.title;
  for (const sheet of page.querySelectorAll<HTMLElement>('link[rel="stylesheet"], style')) {
    const copy = empty.importNode(sheet, true);
    if (sheet instanceof HTMLLinkElement) (copy as HTMLLinkElement).href = sheet.href; // about:blank has no base
    empty.head.append(copy);
  }
  empty.body.replaceChildren();
}
