import { Callout } from "#components/ui/callout.tsx";

/** What is wrong with a form as a whole, announced at once. */
export function FormProblem({ problem }: { problem: string | null }) {
  return (
    <div aria-live="assertive">
      {problem && (
        <Callout tone="danger" className="mt-0">
          {problem}
        </Callout>
      )}
    </div>
  );
}
