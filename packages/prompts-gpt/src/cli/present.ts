import type { Cli } from "./cli.ts";
import type { Call } from "./parse.ts";
import { toJson } from "./text.ts";

/** Prints what a command found: as one JSON document (`--events`: on one line), or in `words` for people. */
export async function present(found: object, words: () => readonly string[], { call, cli }: Place): Promise<void> {
  const { json, events } = call.options;
  if (json || events) return cli.out.write(`${toJson({ schemaVersion: 1, ...found }, json ? 2 : undefined)}\n`);
  const lines = words();
  if (lines.length > 0) await cli.out.write(`${lines.join("\n")}\n`);
}

interface Place {
  readonly call: Call;
  readonly cli: Cli;
}
