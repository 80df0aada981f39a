/** Unfolds what is shown in part. */
export function ShowAll({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <button
      type="button"
      onClick={onClick}
      className="ml-1 rounded-sm bg-hover px-1.5 font-medium font-sans text-accent-text text-sm indent-0 hover:underline"
    >
      {label}
    </button>
  );
}
