import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

const MAIN = join(import.meta.dirname, "../../dist/main.js");

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The built command, to its end. */
export async function command(...args: readonly string[]): Promise<Ended> {
  const { child, output } = start(args);
  const [code] = (await once(child, "close")) as [number | null];
  return { code, ...output };
}

export interface Registry extends AsyncDisposable {
  readonly url: string;
  readonly adminToken?: string;
  readonly child: ChildProcess;
  /** What it has said until now. */
  readonly output: { readonly stderr: string };
}

/** The built server as a process of its own, at any free port; told to stop at the end. */
export async function serve(args: readonly string[], env: Record<string, string> = {}): Promise<Registry> {
  const { child, output } = start(["serve", "--json", "--port", "0", ...args], env);
  const line = await Promise.race([
    once(createInterface({ input: child.stdout }), "line").then(([text]: unknown[]) => String(text)),
    once(child, "close").then(() => Promise.reject(new Error(`it ended: ${output.stderr}`))),
  ]);
  const { url, adminToken } = JSON.parse(line) as { url: string; adminToken?: string };
  return {
    url,
    ...(adminToken === undefined ? {} : { adminToken }),
    child,
    output,
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGTERM");
      await once(child, "close");
    },
  };
}

function start(args: readonly string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [MAIN, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env["PATH"], HOME: "/nonexistent", ...env },
  });
  const output = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output.stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (output.stderr += text));
  return { child, output };
}
