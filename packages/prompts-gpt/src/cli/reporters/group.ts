import type { RecordedEvent } from "../../index.ts";
import type { Cli } from "../cli.ts";
import { speaksJson } from "../cli.ts";
import type { Call } from "../parse.ts";
import { toJson } from "../text.ts";
import { createGroupNarrator } from "./group-narrator.ts";

/** Tells somebody about several runs as one. */
export interface GroupReporter {
  event(event: RecordedEvent): Promise<void>;
  note(text: string): Promise<void>;
  /** Prints lines, and draws nothing under them until what it gives is called: somebody is asked. */
  pause(lines: readonly string[]): Promise<() => void>;
  /** The result for a program, or in `words` for people. */
  end(result: object, words: () => readonly string[]): Promise<void>;
  close(): Promise<void>;
}

export function createGroupReporter(call: Call, cli: Cli): GroupReporter {
  const { json, events, quiet } = call.options;
  const silent = call.group.silent === true;
  const narrator =
    quiet || silent ? undefined : createGroupNarrator(cli.human, { verbose: call.options.verbose === true });
  return {
    async event(event) {
      await narrator?.event(event);
      if (events) await cli.out.write(`${toJson(event)}\n`);
    },
    note: async (text) => narrator?.note(text),
    async pause(lines) {
      const asking = narrator ?? createGroupNarrator(cli.err, { verbose: false });
      return asking.pause(lines);
    },
    async end(result, words) {
      if (json) await cli.out.write(`${toJson(result, 2)}\n`);
      if (silent || (quiet && speaksJson(call))) return;
      await cli.human.write(`${words().join("\n")}\n`);
    },
    close: async () => narrator?.close(),
  };
}
