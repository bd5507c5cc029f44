import { relative, resolve } from "node:path";
import { confine } from "../confined.ts";
import { isCredentialsPath } from "../credentials-path.ts";
import type { Result, Site } from "./tool.ts";

/** What stands there, git executes: its hooks, its settings. */
const GIT = /(?:^|[/\\])\.git(?:[/\\]|$)/i;

type Located = { readonly path: string } | { readonly refused: Result };

/**
 * The real place of a path that the model wrote; refused when it leads out of the workspace, also through a link, to the
 * credentials of a registry, or, for writing, into `.git`.
 */
export async function locate(site: Site, wanted: string, purpose: "read" | "write"): Promise<Located> {
  const inside = relative(site.cwd, resolve(site.cwd, wanted));
  if (wanted.includes("\0")) return refuse(site, "A path has no NUL in it.");
  try {
    const path = await confine(site.cwd, inside);
    const words = [inside, relative(site.cwd, path)];
    if (words.some((one) => isCredentialsPath(one)))
      return refuse(site, `${wanted} holds the token of a registry, which is none of an agent's business.`);
    if (purpose === "write" && words.some((one) => GIT.test(one)))
      return refuse(site, `${wanted} belongs to git, and is not written by hand.`);
    return { path };
  } catch (error) {
    return refuse(site, `${error instanceof Error ? error.message : String(error)}${hint(site)}`);
  }
}

/** With full access nothing is forbidden to the user's agent: these tools are only not made for it. */
function hint({ access }: Site): string {
  return access === "full" ? "; use the shell for that." : ".";
}

function refuse({ access }: Site, output: string): { readonly refused: Result } {
  return { refused: { status: access === "full" ? "failed" : "denied", output } };
}
