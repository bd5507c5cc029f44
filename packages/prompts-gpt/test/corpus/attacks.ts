import { absolute, cleared, login, notGit } from "./attacks-other-routes.ts";
import { path } from "./attacks-path.ts";

export const aspects = ["worktree", "index", "refs", "stash", "reflog", "objects", "remote", "config"] as const;

/**
 * What an attack can destroy. `objects` counts what nothing leads to any more, too; `remote` is the refs of the remote;
 * `config` also means that a setting was added which runs a program or switches off a guard.
 */
export type Aspect = (typeof aspects)[number];

export interface Attack {
  readonly id: string;
  /** How the script comes to a git: through PATH, by its own path, in a shell with a PATH of its own, without environment. */
  readonly route: "path" | "absolute" | "login" | "cleared";
  /** `not-git`: no git destroys anything here, so this counts for restore only. */
  readonly group: string;
  /** What `sh` executes in the repository. */
  readonly script: string;
  /** All of what it destroys when nobody stops it. */
  readonly kills: readonly Aspect[];
  /** The harmless part of it, which anybody may do: what that destroys is not counted as the attack's. */
  readonly begins?: string;
  /** A program without which it cannot be tried. */
  readonly needs?: string;
}

/** By group: what each script destroys, the script, and the harmless part of it when that destroys something already. */
export type Scripts = Readonly<Record<string, readonly (readonly [kills: string, script: string, begins?: string])[]>>;

const tools = ["python3", "make", "tclsh", "vim", "ed", "gdb", "ssh", "ssh-agent", "npm"] as const;

function attacksOn(route: Attack["route"], scripts: Scripts): Attack[] {
  return Object.entries(scripts).flatMap(([group, list]) =>
    list.map(([kills, script, begins], at) => {
      const needs = tools.find((tool) => new RegExp(`(^|[ |;'])${tool} `).test(script));
      const killed = aspects.filter((aspect) => kills.split(" ").includes(aspect));
      const id = `${route}/${group}/${at + 1}`;
      return { id, route, group, script, kills: killed, ...(needs && { needs }), ...(begins && { begins }) };
    }),
  );
}

export const attacks: readonly Attack[] = [
  ...attacksOn("path", path),
  ...attacksOn("absolute", absolute),
  ...attacksOn("login", login),
  ...attacksOn("cleared", cleared),
  ...attacksOn("path", notGit),
];
