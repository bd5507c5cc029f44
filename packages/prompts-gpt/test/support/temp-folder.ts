import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A folder with these files, gone at the end of the block: `await using folder = await tempFolder({ "a.md": "…" })`. */
export async function tempFolder(files: Readonly<Record<string, string | Uint8Array>> = {}) {
  const path = await realpath(await mkdtemp(join(tmpdir(), "prompts-gpt-test-")));
  const write = async (name: string, content: string | Uint8Array) => {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), content);
  };
  for (const [name, content] of Object.entries(files)) await write(name, content);
  return {
    path,
    at: (name: string) => join(path, name),
    write,
    // Again, when a process that a test has just killed was about to write there.
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }),
  };
}

/** What a promise rejects with; a promise that resolves fails the test. */
export async function rejection(promise: Promise<unknown>): Promise<Error & { exitCode?: number; fix?: string }> {
  const outcome = await promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if ("error" in outcome && outcome.error instanceof Error) return outcome.error;
  throw new Error(`expected a rejection, got ${JSON.stringify(outcome)}`);
}
