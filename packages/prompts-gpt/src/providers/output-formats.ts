import { readAgentEvents } from "./agent-event.ts";
import { readAmp } from "./amp-events.ts";
import { readClaude } from "./claude-events.ts";
import { readDroid } from "./droid-events.ts";
import { readGoose } from "./goose-events.ts";
import type { Output } from "./outputs.ts";
import type { Provider } from "./provider.ts";

/** How a program that is described by data is read: of plain text nobody can tell whether it is all. */
export const OUTPUT_FORMATS: Readonly<Record<Output, Pick<Provider, "output" | "final" | "read">>> = {
  text: { output: "text", final: "none", read: () => [] },
  jsonl: { output: "jsonl", final: "required", read: readAgentEvents },
  // Our bridge stands before it.
  acp: { output: "jsonl", final: "required", read: readAgentEvents },
  "claude-stream-json": { output: "jsonl", final: "required", read: readClaude },
  "amp-stream-json": { output: "jsonl", final: "required", read: readAmp },
  "droid-stream-json": { output: "jsonl", final: "required", read: readDroid },
  // Its closing event comes after a failure as well, and looks the same.
  "goose-stream-json": { output: "jsonl", final: "none", read: readGoose },
};
