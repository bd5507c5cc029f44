import { readdir, readFile, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { UserError, ValidationError } from "../errors.ts";
import type { Access } from "../providers/provider.ts";
import { play } from "./play.ts";
import { parseRecording } from "./recording.ts";

const SHIPPED = fileURLToPath(new URL("../../recordings/", import.meta.url));

/*
 * The agent behind the provider `replay`: `player.js --access ACCESS RECORDING`, the prompt on standard input.
 * A process of its own, so that a replayed run is started, watched, stopped and recorded as every other.
 */
try {
  process.exitCode = await main();
} catch (error) {
  const message = error instanceof UserError ? error.message : `The player failed: ${String(error)}`;
  print(JSON.stringify({ type: "agent.final", ok: false, message }));
  process.exitCode = 1;
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ options: { access: { type: "string" } }, allowPositionals: true });
  const [name = "hello"] = positionals;
  for await (const _ of process.stdin); // an agent reads its prompt, even if this one knows its answer already
  const file = await recordingFile(name);
  if (file === undefined) {
    throw new ValidationError(
      `There is no recording called ${name}; name a file, or one of: ${await shippedNames()}`,
      "",
    );
  }
  const { steps } = parseRecording(await readFile(file, "utf8"), name);
  return play(steps, { cwd: process.cwd(), access: accessOf(values.access), print, complain });
}

/**
 * One that comes with prompts-gpt by its name, any other by its path. A bare name is never a file of the workspace:
 * a prompt file may choose a name, and only the user a file.
 */
async function recordingFile(name: string): Promise<string | undefined> {
  const file = /^[a-z0-9-]+$/.test(name) ? join(SHIPPED, `${name}.jsonl`) : resolve(name);
  return (await stat(file).catch(() => undefined))?.isFile() === true ? file : undefined;
}

async function shippedNames(): Promise<string> {
  const names = (await readdir(SHIPPED)).filter((name) => name.endsWith(".jsonl"));
  return names.map((name) => name.slice(0, -".jsonl".length)).join(", ");
}

function accessOf(word: string | undefined): Access {
  return word === "write" || word === "full" ? word : "read";
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function complain(text: string): void {
  process.stderr.write(text.endsWith("\n") ? text : `${text}\n`);
}
