/**
 * The smallest agent that speaks prompts-gpt's events: one JSON object a line on standard output. It writes every line
 * of its prompt to notes.md, when it may. 03-own-provider.ts runs it.
 */
import { appendFileSync } from "node:fs";
import { text } from "node:stream/consumers";

const say = (event) => console.log(JSON.stringify(event));
const notes = (await text(process.stdin)).split("\n").filter((line) => line.trim() !== "");

const tool = { kind: "edit", changes: [{ path: "notes.md", change: "modify" }] };
say({ type: "agent.tool.started", id: "1", tool });
if (process.argv.includes("--write")) {
  appendFileSync("notes.md", notes.map((note) => `- ${note}\n`).join(""));
  say({ type: "agent.tool.finished", id: "1", status: "ok" });
} else {
  say({ type: "agent.tool.finished", id: "1", status: "denied" });
}
// Without this closing event the run is no success, whatever the exit code.
say({ type: "agent.final", ok: true, text: `${notes.length} notes taken.` });
