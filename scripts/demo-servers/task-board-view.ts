/**
 * The board's view (MCP Apps, ui:// resource): one self-contained document that talks to its host by JSON-RPC over
 * postMessage, draws the tasks of the tool's result and completes one by calling the server's own tool.
 */
export const TASK_BOARD_HTML = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Task board</title>
<style>
  :root { color-scheme: light dark; }
  body { margin: 0; padding: 1rem; font: 15px/1.5 system-ui, sans-serif; }
  h1 { margin: 0 0 .75rem; font-size: 1.1rem; }
  ul { display: grid; gap: .5rem; margin: 0; padding: 0; list-style: none; }
  li { display: flex; gap: .75rem; align-items: center; justify-content: space-between; padding: .6rem .8rem; border: 1px solid #8884; border-radius: .6rem; }
  li.done span { text-decoration: line-through; opacity: .6; }
  button { font: inherit; padding: .25rem .7rem; border: 1px solid #8886; border-radius: .5rem; background: transparent; color: inherit; cursor: pointer; }
</style>
</head>
<body>
<h1>Task board</h1>
<ul id="tasks"><li>Waiting for the tasks …</li></ul>
<script>
  const waiting = new Map();
  let lastId = 0;
  const post = (message) => window.parent.postMessage({ jsonrpc: "2.0", ...message }, "*");
  const request = (method, params) => new Promise((resolve, reject) => {
    const id = ++lastId;
    waiting.set(id, { resolve, reject });
    post({ id, method, params });
  });

  function draw(result) {
    const tasks = result && result.structuredContent && result.structuredContent.tasks;
    if (!Array.isArray(tasks)) return;
    document.getElementById("tasks").replaceChildren(...tasks.map((task) => {
      const item = document.createElement("li");
      item.className = task.isDone ? "done" : "";
      const title = document.createElement("span");
      title.textContent = task.title;
      item.append(title);
      if (!task.isDone) {
        const button = document.createElement("button");
        button.textContent = "Complete";
        button.setAttribute("aria-label", "Complete " + task.title);
        button.addEventListener("click", () => complete(task.id, button));
        item.append(button);
      }
      return item;
    }));
    post({ method: "ui/notifications/size-changed", params: { width: document.body.scrollWidth, height: document.body.scrollHeight } });
  }

  async function complete(id, button) {
    button.disabled = true;
    try {
      await request("tools/call", { name: "complete_task", arguments: { id } });
      draw(await request("tools/call", { name: "show_board", arguments: {} }));
    } catch {
      button.disabled = false;
    }
  }

  window.addEventListener("message", (event) => {
    if (event.source !== window.parent || !event.data || event.data.jsonrpc !== "2.0") return;
    const { id, method, params, result, error } = event.data;
    if (method === "ui/notifications/tool-result") draw(params);
    else if (method !== undefined && id !== undefined) post({ id, result: {} });
    else if (waiting.has(id)) {
      const { resolve, reject } = waiting.get(id);
      waiting.delete(id);
      if (error) reject(new Error(error.message));
      else resolve(result);
    }
  });

  request("ui/initialize", {
    protocolVersion: "2026-01-26",
    appInfo: { name: "task-board", version: "1.0.0" },
    appCapabilities: {},
  }).then(() => post({ method: "ui/notifications/initialized", params: {} }), () => {});
</script>
</body>
</html>
`;
