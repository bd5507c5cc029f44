import { SHARED_CODE } from "./code-cache.ts";
import { tempProject } from "./project.ts";
import { tempFolder } from "./temp-folder.ts";

/** The bundle is compiled once for all tests, as for all runs of one user: in its own home each first run would do it anew. */
export async function setup(): Promise<() => Promise<void>> {
  const folder = await tempFolder();
  process.env[SHARED_CODE] = folder.path;
  await using project = await tempProject();
  await project.cli("run", "--agent", "sh", "--prompt", "true");
  return () => folder[Symbol.asyncDispose]();
}
