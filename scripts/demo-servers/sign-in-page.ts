import type { Account } from "./authorization-server.ts";

/** The provider's one page: who wants what, and the sign-in that allows it. */
export function signInPage(page: {
  name: string;
  clientName: string;
  scopes: Readonly<Record<string, string>>;
  accounts: readonly Account[];
  isPasswordless?: boolean;
  problem: string | null;
}): string {
  const buttons = page.accounts.map(
    ({ name }) =>
      `<button class="primary" name="account" value="${escapeHtml(name)}">Continue as ${escapeHtml(name)}</button>`,
  );
  const fields = `
    <label>Account <input name="account" autocomplete="username" autofocus required></label>
    <label>Password <input name="password" type="password" autocomplete="current-password" required></label>
    <button class="primary" name="action" value="allow">Sign in and allow access</button>`;
  const hints = page.accounts.map(
    ({ name, password }) =>
      `<li><code>${escapeHtml(name)}</code> with password <code>${escapeHtml(password)}</code></li>`,
  );
  return layout(
    `Sign in to ${page.name}`,
    `<p class="brand">${escapeHtml(page.name)}</p>
    <h1>Sign in to ${escapeHtml(page.name)}</h1>
    <p><strong>${escapeHtml(page.clientName)}</strong> would like to use your account:</p>
    <ul>${Object.values(page.scopes)
      .map((words) => `<li>${escapeHtml(words)}</li>`)
      .join("")}</ul>
    ${page.problem === null ? "" : `<p class="problem" role="alert">${escapeHtml(page.problem)}</p>`}
    <form method="post">
      ${page.isPasswordless ? buttons.join("") : fields}
      <button name="action" value="cancel" formnovalidate>Cancel</button>
    </form>
    ${page.isPasswordless ? "" : `<aside><p>This provider is part of the demo. Accounts:</p><ul>${hints.join("")}</ul></aside>`}`,
  );
}

/** What went wrong, in the provider's own look. */
export function errorPage(name: string, message: string): string {
  return layout(
    name,
    `<p class="brand">${escapeHtml(name)}</p><h1>That did not work</h1><p>${escapeHtml(message)}</p>`,
  );
}

function layout(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>
  :root { color-scheme: light dark; --accent: #0f766e; --line: #8884; }
  body { margin: 0; min-height: 100vh; display: grid; place-items: center; font: 16px/1.5 system-ui, sans-serif; background: Canvas; color: CanvasText; }
  main { width: min(26rem, calc(100vw - 4rem)); padding: 2rem; border: 1px solid var(--line); border-radius: 1rem; }
  .brand { margin: 0; color: var(--accent); font-weight: 600; }
  h1 { margin: .25rem 0 1rem; font-size: 1.4rem; }
  form, label { display: grid; gap: .5rem; }
  form { gap: 1rem; margin-top: 1.5rem; }
  input, button { font: inherit; padding: .6rem .8rem; border: 1px solid var(--line); border-radius: .6rem; background: transparent; color: inherit; }
  button { cursor: pointer; }
  button.primary { background: var(--accent); border-color: var(--accent); color: #fff; }
  .problem { color: #b91c1c; }
  aside { margin-top: 1.5rem; padding-top: 1rem; border-top: 1px solid var(--line); font-size: .9rem; }
</style>
</head>
<body><main>${body}</main></body>
</html>`;
}

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}
