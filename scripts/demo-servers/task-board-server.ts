import { type CallToolResult, McpServer } from "@modelcontextprotocol/server";
import { z } from "zod";
import { TASK_BOARD_HTML } from "./task-board-view.ts";

/** The media type of an interactive view (MCP Apps). */
const APP_MEDIA_TYPE = "text/html;profile=mcp-app";
const BOARD_URI = "ui://task-board/board.html";

type Task = { id: number; title: string; isDone: boolean };

/** One board for everybody, in memory. */
export class TaskStore {
  readonly tasks: Task[] = [
    { id: 1, title: "Water the plants", isDone: false },
    { id: 2, title: "Book the room for Thursday", isDone: false },
    { id: 3, title: "Send the minutes", isDone: true },
  ];

  add(title: string): Task {
    const task = { id: Math.max(0, ...this.tasks.map(({ id }) => id)) + 1, title, isDone: false };
    this.tasks.push(task);
    return task;
  }

  complete(id: number): Task | null {
    const task = this.tasks.find((one) => one.id === id);
    if (task) task.isDone = true;
    return task ?? null;
  }
}

const say = (text: string): CallToolResult => ({ content: [{ type: "text", text }] });

/** "Task board": open, with tools that read and write, and one that comes with an interactive view. */
export function taskBoardServer(store: TaskStore): McpServer {
  const server = new McpServer({ name: "task-board", title: "Task board", version: "1.0.0" });
  const read = { readOnlyHint: true, openWorldHint: false };
  const write = { readOnlyHint: false, destructiveHint: false, openWorldHint: false };
  const listed = () => store.tasks.map((task) => `${task.id}. [${task.isDone ? "x" : " "}] ${task.title}`).join("\n");

  server.registerTool(
    "list_tasks",
    { title: "List tasks", description: "Lists every task on the board and whether it is done.", annotations: read },
    () => say(listed()),
  );
  server.registerTool(
    "add_task",
    {
      title: "Add task",
      description: "Puts a new task on the board, where everybody sees it.",
      inputSchema: z.object({ title: z.string().min(1).max(200).describe("What is to be done") }),
      annotations: { ...write, idempotentHint: false },
    },
    ({ title }) => say(`Added task ${store.add(title).id}: ${title}`),
  );
  server.registerTool(
    "complete_task",
    {
      title: "Complete task",
      description: "Marks a task as done.",
      inputSchema: z.object({ id: z.number().int().describe("The number of the task, as list_tasks shows it") }),
      annotations: { ...write, idempotentHint: true },
    },
    ({ id }) => {
      const task = store.complete(id);
      return task ? say(`Done: ${task.title}`) : { ...say(`There is no task ${id}.`), isError: true };
    },
  );
  server.registerTool(
    "show_board",
    {
      title: "Show the board",
      description: "Shows the board with all its tasks, as a view you can work with where views are supported.",
      outputSchema: z.object({
        tasks: z.array(z.object({ id: z.number(), title: z.string(), isDone: z.boolean() })),
      }),
      annotations: read,
      _meta: { ui: { resourceUri: BOARD_URI } },
    },
    () => ({ ...say(listed()), structuredContent: { tasks: store.tasks.map((task) => ({ ...task })) } }),
  );
  server.registerResource(
    "board",
    BOARD_URI,
    { title: "Task board", description: "The board as an interactive view.", mimeType: APP_MEDIA_TYPE },
    () => ({ contents: [{ uri: BOARD_URI, mimeType: APP_MEDIA_TYPE, text: TASK_BOARD_HTML }] }),
  );
  return server;
}
