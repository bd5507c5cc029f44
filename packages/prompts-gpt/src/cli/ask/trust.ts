import {
  acceptTrust,
  ConfigError,
  TrustError,
  trustStatus,
  type RunPromptInput,
  type TrustStatus,
} from "../../index.ts";
import type { Cli } from "../cli.ts";
import { openLines } from "../untrusted.ts";
import { openQuestions } from "./questions.ts";

/** Shows what the configuration would execute, and whether the user accepts it. */
export async function confirmTrust(status: TrustStatus, cli: Cli): Promise<boolean> {
  await cli.err.write(`${openLines(status, cli.io.env).join("\n")}\n`);
  return openQuestions(cli, "prompts-gpt trust --show").confirm("Accept it, until it changes?");
}

/** `plan` rejects with a TrustError where something is needed that was not accepted; every other refusal is for what is planned itself to tell. */
export async function askForTrust(
  { trust }: Pick<RunPromptInput, "trust">,
  cli: Cli,
  plan: () => Promise<unknown>,
): Promise<void> {
  if (trust) return;
  const place = { cwd: cli.cwd, env: cli.io.env };
  const status = await trustStatus(place);
  const { trusted, items } = status;
  if (trusted || items.length === 0 || !(await isRefused(plan))) return;
  if (await confirmTrust(status, cli)) return acceptTrust({ ...place, items });
  throw new ConfigError("Nothing was run: the configuration was not accepted.", "prompts-gpt trust --show");
}

async function isRefused(plan: () => Promise<unknown>): Promise<boolean> {
  const refusal = await plan().then(
    () => undefined,
    (error: unknown) => error,
  );
  return refusal instanceof TrustError;
}
