import { resolve } from "node:path";
import { processEnv } from "../config/environment.ts";
import { findProjectRoot } from "../config/root.ts";
import { type Examined, examine } from "../doctor/examine.ts";
import type { Place } from "./place.ts";

/** What `doctor` has to say about a project and this machine. */
export interface Checkup {
  /** No check found an error. */
  readonly ok: boolean;
  readonly root: string;
  readonly checks: readonly Examined[];
}

/** Looks at what runs and the registry rely on, whether or not the configuration holds. Changes nothing but the mode of a file with a token that others can read. */
export async function doctor({ cwd = ".", env = processEnv() }: Place = {}): Promise<Checkup> {
  const here = resolve(cwd);
  const root = findProjectRoot(here);
  const checks = await examine({ cwd: here, root, env });
  const ok = checks.every(({ findings }) => findings.every(({ severity }) => severity !== "error"));
  return { ok, root, checks };
}
