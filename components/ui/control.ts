/** The shared look of everything one types or chooses in. */
export const CONTROL =
  "block w-full rounded-md border border-edge bg-surface px-2.5 text-base text-text shadow-sm transition-colors hover:border-muted disabled:bg-sunken disabled:opacity-70 aria-invalid:border-danger";
