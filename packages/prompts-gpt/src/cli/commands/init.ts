import { initProject, type InitResult } from "../../index.ts";
import type { Cli, Command } from "../cli.ts";
import { sentence } from "../layout.ts";
import { isInteractive } from "../interactive.ts";
import type { Call } from "../parse.ts";
import { placeOf } from "../place.ts";
import { present } from "../present.ts";
import { projectLines } from "../project-lines.ts";
import { registryPlace } from "../registry-place.ts";
import { oneLine } from "../text.ts";
import { untilInterrupted } from "../until-interrupted.ts";

/** 0 when the project is set up, also when it was before; 1 when the registry cannot be reached, 3 for a refused token. */
export const init: Command = async (call, cli) => {
  const offline = call.options.offline === true;
  const place = offline ? placeOf(call, cli) : await registryPlace(call, cli);
  return untilInterrupted(cli, async ({ signal }) => {
    const asks = !offline && isInteractive(call, cli) ? { askToken: (apiUrl: string) => askToken(apiUrl, cli) } : {};
    const result = await initProject({ ...place, ...asks, offline, signal });
    await present(result, (shown) => initLines(shown, { call, cli }), { call, cli });
    return 0;
  });
};

/** Loaded when there is something to ask. */
async function askToken(apiUrl: string, cli: Cli): Promise<string> {
  const { openQuestions } = await import("../ask/questions.ts");
  const questions = openQuestions(cli, "prompts-gpt init --token-stdin <token.txt   (or: prompts-gpt init --offline)");
  return (await questions.secret(`Token for ${oneLine(apiUrl)} (pgpt_…)`)).trim();
}

function initLines(result: InitResult, { call, cli }: { readonly call: Call; readonly cli: Cli }): string[] {
  const { project, apiUrl, written } = result;
  if (call.options.quiet) return [];
  return [
    ...(project === null || apiUrl === null ? [] : projectLines(project, apiUrl, cli.out.columns())),
    ...written.map((path) => `Wrote ${oneLine(path)}`),
    ...(written.length === 0 ? ["Everything was set up already; nothing was changed."] : []),
    ...tokenLines(result).flatMap((line) => sentence(cli.out, line)),
    project === null ? "Next: write a prompt as .prompts-gpt/<name>.md" : "Next: prompts-gpt sync",
  ];
}

function tokenLines({ token }: InitResult): string[] {
  switch (token) {
    case "stored":
      return ["The token is kept in .prompts-gpt/.credentials.json, for you alone and out of git."];
    case "kept":
      return ["The stored token holds. To store another one: prompts-gpt init --token-prompt"];
    case "environment":
      return ["The token in PROMPTS_GPT_TOKEN holds, and was not stored."];
    case "none":
      return [];
  }
}
