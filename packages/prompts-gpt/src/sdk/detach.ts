import { processEnv } from "../config/environment.ts";
import { startDetached as startInBackground } from "../runs/detach.ts";

/** What runs a planned run by itself. */
export interface DetachedStart {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Of the planned run: `planRun` gives it. */
  readonly runDir: string;
}

/** Starts a program (the CLI again, say) that runs a planned run by itself; resolves once that run has begun. */
export async function startDetached({ file, args, cwd, runDir }: DetachedStart): Promise<{ readonly pid: number }> {
  return startInBackground({ file, args }, { cwd, env: processEnv(), runDir });
}
