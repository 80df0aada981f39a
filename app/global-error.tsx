"use client";

/** The last resort, when not even the document could be made: no catalogue, no styles of ours. */
export default function GlobalError({ error, retry }: { error: Error & { digest?: string }; retry: () => void }) {
  return (
    <html lang="en">
      <body
        style={{ fontFamily: "system-ui, sans-serif", margin: "20vh auto", maxWidth: "28rem", padding: "0 1.5rem" }}
      >
        <title>Something went wrong</title>
        <h1 style={{ fontSize: "1.25rem" }}>Something went wrong</h1>
        <p>Trying again often helps. If it does not, tell whoever runs this instance the number below.</p>
        {error.digest && <p>Error {error.digest}</p>}
        <button type="button" onClick={() => retry()}>
          Try again
        </button>
      </body>
    </html>
  );
}
