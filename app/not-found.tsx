import { NotFoundMessage } from "#components/shell/not-found-message.tsx";

export const dynamic = "force-dynamic";

/** Outside the frame of a signed-in person, the message is the page's main landmark. */
export default function NotFound() {
  return (
    <main className="h-dvh">
      <NotFoundMessage />
    </main>
  );
}
