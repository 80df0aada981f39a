// npm run screenshots: takes README's pictures from the demo, as a person would see it.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { chromium, type Page } from "@playwright/test";
import { allowOnce, toolCall } from "#tests/e2e/world/steps.ts";
import { freePort } from "#tests/fakes/child-process.ts";
import { temporaryDirectory } from "#tests/setup/app-process.ts";
import { CHROMIUM_ARGUMENTS, findChromium } from "#tests/setup/chromium.ts";
import { DEMO_PASSWORD } from "../seed-demo.ts";

const FOLDER = "docs/images";

const port = await freePort();
const demo = spawn(process.execPath, ["scripts/commands/demo.ts"], {
  env: { ...process.env, PORT: String(port), DATA_DIR: await temporaryDirectory() },
  stdio: ["ignore", "pipe", "inherit"],
});
const provider = { login: "", password: "" };
for await (const line of createInterface({ input: demo.stdout })) {
  const account = /^ {2}Team notes: (\S+) \/ (\S+)$/.exec(line);
  if (account && !provider.login) Object.assign(provider, { login: account[1], password: account[2] });
  if (line.startsWith("Press Ctrl+C")) break;
}
const browser = await chromium.launch({ executablePath: findChromium() ?? undefined, args: CHROMIUM_ARGUMENTS });
try {
  const page = await browser.newPage({
    baseURL: `http://localhost:${port}`,
    viewport: { width: 1280, height: 800 },
    deviceScaleFactor: 2,
    reducedMotion: "reduce",
  });
  await signIn(page);
  await connectAll(page);
  await page.screenshot({ path: `${FOLDER}/connectors.png` });
  await ask(page);
  await page.screenshot({ path: `${FOLDER}/chat.png` });
} finally {
  await browser.close();
  demo.kill("SIGINT");
  await once(demo, "exit");
}

async function signIn(page: Page): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("Email").fill("member@example.com");
  await page.getByLabel("Password").fill(DEMO_PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL("**/new");
}

/** Connects the demo's notes at their provider, then another without sign-in; the third stays to be connected. */
async function connectAll(page: Page): Promise<void> {
  const row = (name: string) => page.getByRole("listitem").filter({ has: page.getByText(name, { exact: true }) });
  await page.goto("/settings/connectors");
  await row("Team notes").getByRole("button", { name: "Connect", exact: true }).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /^Continue/ })
    .click();
  await page.getByLabel("Account").fill(provider.login);
  await page.getByLabel("Password").fill(provider.password);
  await page.getByRole("button", { name: "Sign in and allow access" }).click();
  await page.waitForURL("**/settings/connectors**");
  await row("Task board").getByRole("button", { name: "Connect", exact: true }).click();
  await row("Task board").getByText("Connected", { exact: true }).waitFor();
  await page.goto("/settings/connectors");
  await row("Reference").waitFor();
}

/** A question that one tool answers and another is about to be asked about. */
async function ask(page: Page): Promise<void> {
  await page.goto("/new");
  const say = async (text: string) => {
    await page.getByRole("textbox", { name: "Message" }).fill(text);
    await page.getByRole("button", { name: "Send" }).click();
  };
  await say("List my notes");
  await allowOnce(page, "list_notes");
  await toolCall(page, "list_notes", "Done").waitFor();
  await page.getByRole("button", { name: "Stop" }).waitFor({ state: "hidden" });
  await say('Add a note titled "Patch notes" with text "Everything connects to everything."');
  await page.waitForFunction(() => {
    const button = [...document.querySelectorAll("button")].find(({ textContent }) => textContent === "Allow once");
    return button && !button.disabled;
  });
}
