import { parseArgs } from "node:util";
import type { Access } from "../providers/provider.ts";

/** What the bridge is started with: `bridge.js --access ACCESS [--mode M] [--model M] [--resume ID] [--reads-itself] -- COMMAND …` */
export interface BridgeArguments {
  readonly access: Access;
  /** The session mode to ask the agent for. */
  readonly mode?: string;
  readonly model?: string;
  /** The agent's session to go on in. */
  readonly resume?: string;
  /** It is not offered to read files through us. */
  readonly readsItself: boolean;
  readonly command: { readonly file: string; readonly args: readonly string[] };
}

export function bridgeArguments(argv: readonly string[]): BridgeArguments {
  const text = { type: "string" } as const;
  const options = { access: text, mode: text, model: text, resume: text, "reads-itself": { type: "boolean" } } as const;
  const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true });
  const [file, ...args] = positionals;
  if (file === undefined) throw new Error("The bridge needs the command of an agent.");
  const { access, mode, model, resume } = values;
  return {
    access: access === "write" || access === "full" ? access : "read",
    ...(mode === undefined ? {} : { mode }),
    ...(model === undefined ? {} : { model }),
    ...(resume === undefined ? {} : { resume }),
    readsItself: values["reads-itself"] === true,
    command: { file, args },
  };
}
