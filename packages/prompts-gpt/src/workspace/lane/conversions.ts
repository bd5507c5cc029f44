import type { BytePath } from "../snapshot/byte-path.ts";
import { type GitIn, nulEnded } from "./git-in.ts";

/** Which files may differ between disk and commit, byte for byte. */
export interface Conversions {
  /** Ends of lines may; that shows by a file's size. */
  readonly lineEnds: boolean;
  /** Anything may: a filter of the user's (large files, encryption), an encoding, `$Id$`. */
  readonly filtered: ReadonlySet<BytePath>;
}

/** By the attributes of these paths and the configuration, both as they are now. */
export async function conversionsOf(paths: readonly BytePath[], git: GitIn): Promise<Conversions> {
  const [config, attributes] = await Promise.all([
    git.ask(["config", "--get-regexp", "^core\\.(autocrlf|eol)$"]),
    git.bytes(["check-attr", "-z", "--stdin", "--all"], nulEnded(paths)),
  ]);
  let lineEnds = /(?:autocrlf (?!false|no|off|0)|eol (?!lf|native))/.test(config?.toString("utf8") ?? "");
  const filtered = new Set<BytePath>();
  const fields = attributes.toString("latin1").split("\0");
  for (let at = 0; at + 2 < fields.length; at += 3) {
    const [path = "", name = "", value = ""] = fields.slice(at, at + 3);
    if (value === "unset") continue;
    if (["filter", "ident", "working-tree-encoding"].includes(name)) filtered.add(path);
    lineEnds ||= ["text", "eol", "crlf"].includes(name);
  }
  return { lineEnds, filtered };
}
