import { realpathSync } from "node:fs";
import { isAbsolute, relative, sep } from "node:path";
import { confine } from "../confined.ts";
import { isCredentialsPath } from "../credentials-path.ts";

/** The workspace: as it was named, and as it really is. */
export interface Place {
  readonly cwd: string;
  readonly real: string;
}

export function placeOf(cwd: string): Place {
  return { cwd, real: realpathSync(cwd) };
}

/** A path below the workspace, however the agent spells the workspace; undefined when it is not below it. */
export function relativePath({ cwd, real }: Place, path: string): string | undefined {
  const inside = [cwd, real].map((root) => relative(root, path)).find((one) => !/^\.\.(?:[/\\]|$)/.test(one));
  return !isAbsolute(path) || inside === undefined || isAbsolute(inside) ? undefined : inside;
}

/** Where a path really leads. */
export async function realPlace(place: Place, path: string): Promise<"workspace" | "outside" | "git" | "credentials"> {
  const inside = relativePath(place, path);
  const real = inside === undefined ? undefined : await confine(place.real, inside).catch(() => undefined);
  if (real === undefined) return "outside";
  if (isCredentialsPath(real)) return "credentials";
  return relative(place.real, real).toLowerCase().split(sep).includes(".git") ? "git" : "workspace";
}
