import { speaksJson, type Cli } from "../cli.ts";
import type { Call } from "../parse.ts";
import { createAnswerReporter } from "./answer.ts";
import { createEventsReporter } from "./events.ts";
import { createHumanReporter } from "./human.ts";
import { createJsonReporter } from "./json.ts";
import type { Reporter } from "./reporter.ts";

/** A reporter for people and, where asked for, one for programs. */
export function createReporter(call: Call, cli: Cli): Reporter {
  const { json, events, quiet, verbose } = call.options;
  const reporters: Reporter[] = [];
  if (!quiet) reporters.push(createHumanReporter(cli.human, { verbose: verbose === true }));
  else if (!speaksJson(call)) reporters.push(createAnswerReporter(cli));
  if (json) reporters.push(createJsonReporter(cli.out));
  if (events) reporters.push(createEventsReporter(cli.out));
  return all(reporters);
}

function all(reporters: readonly Reporter[]): Reporter {
  return {
    async event(event) {
      for (const reporter of reporters) await reporter.event(event);
    },
    async note(text) {
      for (const reporter of reporters) await reporter.note(text);
    },
    async end(ending) {
      for (const reporter of reporters) await reporter.end(ending);
    },
    async close() {
      for (const reporter of reporters) await reporter.close();
    },
  };
}
