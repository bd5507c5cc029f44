import { saidFiles } from "../modes/batch/find-files.ts";
import type { BatchInput } from "../modes/batch/input.ts";
import { openPlace } from "./place.ts";

/**
 * The prompt files that `runBatch` would run, absolute, each once; undefined when nothing says which: no input, no
 * configuration, and no library that was synced. Starts nothing. Rejects as `runBatch` does for a list that does not hold.
 */
export async function listBatchFiles(
  input: Pick<BatchInput, "cwd" | "env" | "promptFiles" | "manifest">,
): Promise<readonly string[] | undefined> {
  const { cwd, env } = input;
  const place = { ...(cwd === undefined ? {} : { cwd }), ...(env === undefined ? {} : { env }) };
  const { loaded, cwd: folder } = await openPlace(place);
  return (await saidFiles(input, { root: loaded.root, cwd: folder, loaded }))?.paths;
}
