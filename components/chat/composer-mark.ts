/** What the composer's text box carries, so that others find it. */
export const COMPOSER_MARK = { "data-composer": "" };

/**
 * Where one goes on when what one pressed is gone: where one writes. Not by touch: a keyboard that slides over half the
 * page is not what one asked for.
 */
export function composerBox(): HTMLElement | null {
  return window.matchMedia("(pointer: fine)").matches ? document.querySelector("[data-composer]") : null;
}
