import type { Cli } from "./cli.ts";
import type { Call } from "./parse.ts";
import { toJson } from "./text.ts";

/**
 * Prints what a command found, without secrets: as one JSON document (`--events`: on one line), or in `words` for people,
 * which are given what may be shown: of a secret that a table cuts short nothing would be found any more.
 */
export async function present<T extends object>(
  found: T,
  words: (shown: T) => readonly string[],
  place: Place,
): Promise<void> {
  const { hideSecrets } = await import("../index.ts");
  await print(hideSecrets(found, place.cli.io.env), words, place);
}

/** The same for what holds no word of a user's, or has been seen to: nothing more is loaded for it. */
export async function print<T extends object>(
  shown: T,
  words: (shown: T) => readonly string[],
  { call, cli }: Place,
): Promise<void> {
  const { json, events } = call.options;
  if (json || events) return cli.out.write(`${toJson({ schemaVersion: 1, ...shown }, json ? 2 : undefined)}\n`);
  const lines = words(shown);
  if (lines.length > 0) await cli.out.write(`${lines.join("\n")}\n`);
}

interface Place {
  readonly call: Call;
  readonly cli: Cli;
}
