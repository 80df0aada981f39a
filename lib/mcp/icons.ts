import { z } from "zod";

/** The size, in pixels, that a picture is best shown from. */
const WANTED_PX = 64;
/** How many of a server's icons are looked at. */
const MAX_LOOKED_AT = 32;

const iconSchema = z.looseObject({
  src: z.string(),
  mimeType: z.string().optional().catch(undefined),
  sizes: z
    .union([z.array(z.string()), z.string().transform((text) => text.split(" "))])
    .optional()
    .catch(undefined),
  theme: z.string().optional().catch(undefined),
});
type Icon = z.output<typeof iconSchema>;

/**
 * The pictures a server names for itself that we may show (2025-11-25, "Icons"): data URLs, and addresses of the
 * server's own origin. The best first. SVG can carry scripts and is left out.
 */
export function iconCandidates(icons: unknown, serverUrl: string): string[] {
  const listed = Array.isArray(icons) ? icons.slice(0, MAX_LOOKED_AT) : [];
  return listed
    .flatMap((raw) => {
      const icon = iconSchema.safeParse(raw);
      return icon.success && isShowable(icon.data, serverUrl) ? [icon.data] : [];
    })
    .sort((a, b) => rank(a) - rank(b))
    .map(({ src }) => src);
}

function isShowable({ src, mimeType }: Icon, serverUrl: string): boolean {
  if (/svg/i.test(mimeType ?? "") || !URL.canParse(src)) return false;
  const url = new URL(src);
  if (url.protocol === "data:") return /^data:image\/(?!svg)[\w.+-]+;base64,/i.test(src);
  return url.origin === new URL(serverUrl).origin && !url.pathname.toLowerCase().endsWith(".svg");
}

/** Smaller is better: first those large enough, nearest to the wanted size; a theme's own picture last. */
function rank({ sizes, theme }: Icon): number {
  const px = Number.parseInt(sizes?.[0] ?? "", 10);
  const bySize = Number.isNaN(px) ? WANTED_PX : px >= WANTED_PX ? px - WANTED_PX : 10_000 - px;
  return bySize + (theme === "dark" ? 20_000 : 0);
}
