import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { AgentEvent } from "../../src/providers/provider.ts";
import { tempFolder } from "./temp-folder.ts";

const BRIDGE = fileURLToPath(new URL("../../dist/acp/bridge.js", import.meta.url));
export const SCRIPTED = fileURLToPath(new URL("./scripted-acp.mjs", import.meta.url));

/** The built bridge in a folder of its own, in front of an agent that does what `script` says. */
export async function bridge(script: object, ...flags: readonly string[]) {
  const outside = await tempFolder({ "script.json": JSON.stringify(script), "secret.txt": "outside\n" });
  const folder = await tempFolder({ "README.md": "line 1\nline 2\nline 3\n" });
  const agent = [process.execPath, SCRIPTED, outside.at("script.json")];
  const start = (prompt = "The prompt.") => {
    const child = spawn(process.execPath, [BRIDGE, ...flags, "--", ...agent], { cwd: folder.path });
    child.stdin.end(prompt);
    let [stdout, stderr] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    const ended = new Promise<BridgeRun>((resolve) =>
      child.on("close", (exitCode) => resolve({ exitCode, stderr, ...said(stdout) })),
    );
    return { child, ended, soFar: () => stdout };
  };
  return {
    folder,
    outside,
    start,
    run: (prompt?: string) => start(prompt).ended,
    async [Symbol.asyncDispose]() {
      await folder[Symbol.asyncDispose]();
      await outside[Symbol.asyncDispose]();
    },
  };
}

export interface BridgeRun {
  readonly exitCode: number | null;
  readonly stderr: string;
  readonly events: readonly AgentEvent[];
  /** All that it said as text. */
  readonly text: string;
  readonly final: Extract<AgentEvent, { type: "agent.final" }> | undefined;
}

function said(stdout: string): Pick<BridgeRun, "events" | "text" | "final"> {
  const lines = stdout.split("\n").filter((line) => line !== "");
  const events = lines.map((line) => JSON.parse(line) as AgentEvent);
  const text = events.flatMap((event) => (event.type === "agent.text" ? event.text : "")).join("");
  return { events, text, final: events.find((event) => event.type === "agent.final") };
}
