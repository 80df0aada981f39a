/** Puts a text on the clipboard. False: the browser does not let this page, as over plain http, where it has no clipboard. */
export async function putOnClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
