import { CanonicalJson } from "./approval/canonical-json.tsx";

/** The whole of a call's arguments as they are sent, nothing cut for good and nothing hidden. */
export function Arguments({ value }: { value: Record<string, unknown> }) {
  return <CanonicalJson value={value} className="relative max-h-96 overflow-y-auto" />;
}
