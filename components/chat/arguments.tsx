import { VisibleText } from "./visible-text.tsx";

/** The whole of a call's arguments, nothing cut and nothing hidden. */
export function Arguments({ value }: { value: Record<string, unknown> }) {
  return (
    <pre className="wrap-anywhere max-h-80 overflow-y-auto whitespace-pre-wrap rounded-md border border-line bg-sunken px-3 py-2 font-mono text-sm">
      <VisibleText text={JSON.stringify(value, null, 2)} />
    </pre>
  );
}
