import { spawn } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import type { Wish } from "./registry-child.ts";
import { tempFolder } from "./temp-folder.ts";

const SOURCE = fileURLToPath(new URL("registry-child.ts", import.meta.url));

export interface Said {
  readonly value?: unknown;
  readonly error?: {
    readonly name: string;
    readonly message: string;
    readonly fix?: string;
    readonly exitCode?: number;
  };
  readonly traced: readonly unknown[];
  readonly peakMb: number;
}

export interface ChildOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Arguments for Node itself. */
  readonly node?: readonly string[];
}

/** Processes of their own that speak to a registry: what the environment of a process decides can be tested by nothing less. */
export async function registryChildren() {
  const folder = await tempFolder();
  const transform = { target: "node20" }; // as the package is built
  const bundler = await rolldown({
    input: SOURCE,
    platform: "node",
    external: [/^node:/],
    transform,
    logLevel: "silent",
  });
  await bundler.write({ file: folder.at("child.mjs"), format: "esm", codeSplitting: false });
  await bundler.close();
  const home = { HOME: folder.path, XDG_CACHE_HOME: join(folder.path, "cache"), PATH: process.env["PATH"] ?? "" };
  const start = (wish: Wish, { env = {}, cwd = folder.path, node = [] }: ChildOptions = {}) => {
    const args = [...node, folder.at("child.mjs"), JSON.stringify(wish)];
    const child = spawn(process.execPath, args, { cwd, env: { ...home, ...env }, stdio: ["ignore", "pipe", "pipe"] });
    let [stdout, stderr] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    return new Promise<{ signal: string | null; stdout: string; stderr: string }>((resolve) =>
      child.on("close", (_code, signal) => resolve({ signal, stdout, stderr })),
    );
  };
  return {
    ...folder,
    start,
    async ask(wish: Wish, options?: ChildOptions): Promise<Said> {
      const { stdout, stderr } = await start(wish, options);
      if (stdout === "") throw new Error(`said nothing: ${stderr}`);
      return JSON.parse(stdout) as Said;
    },
  };
}
