import type { Provider } from "../providers/provider.ts";
import type { FailureKind } from "../failure-kind.ts";

interface Facts {
  readonly provider: Provider;
  /** What the CLI or the system said: one line. */
  readonly detail: string;
  readonly resetAt: string | undefined;
}

export interface Advice {
  /** One sentence of what happened. */
  readonly message: string;
  /** What to type. */
  readonly fix: string;
}

export function adviceFor(kind: FailureKind, { provider, detail, resetAt }: Facts): Advice {
  const { title, install, login, accesses } = provider;
  switch (kind) {
    case "not-installed":
      return { message: `${title} could not be started: ${detail}.`, fix: install };
    case "not-authenticated":
      return { message: `${title} was not let in: ${quoted(detail)}.`, fix: `Log in: ${login}` };
    case "rate-limited":
      return { message: `${title} reached a rate limit: ${quoted(detail)}.`, fix: waitUntil(resetAt) };
    case "usage-limit":
      return { message: `${title} reached the limit of its plan: ${quoted(detail)}.`, fix: waitForPlan(resetAt) };
    case "quota":
      return {
        message: `${title}'s account has used up its quota: ${quoted(detail)}.`,
        fix: "Add credit to the account, or choose another agent with --provider.",
      };
    case "model-unknown":
      return {
        message: `${title} has no such model: ${quoted(detail)}.`,
        fix: "Name another with --model, or leave it out for the agent's default.",
      };
    case "context-too-long":
      return {
        message: `The prompt is too long for ${title}: ${quoted(detail)}.`,
        fix: "Shorten the prompt, split it, or choose a model with more room with --model.",
      };
    case "permission-denied":
      return {
        message: `${title} was not allowed to do its work: ${detail}.`,
        fix: widen(detail, accesses),
      };
    case "timed-out":
      return { message: `${title} ${detail}.`, fix: "Give it more time with --timeout SECONDS (0 = no limit)." };
    case "hung":
      return {
        message: `${title} said nothing for too long and ${detail}.`,
        fix: "Run it again, or wait longer with --idle-timeout SECONDS (0 = off).",
      };
    case "crashed":
      return {
        message: `${title} ended before its work was done: ${detail}.`,
        fix: "Run it again; what it printed stands in output.log.",
      };
    case "cancelled":
      return { message: `The run was stopped: ${detail}.`, fix: "Run it again." };
    case "over-budget":
      return {
        message: detail,
        fix: "Go on with a larger one: prompts-gpt run --continue latest, of several runs prompts-gpt runs resume latest.",
      };
    case "provider-error":
      return providerFailed(title, detail);
    case "unknown":
      return { message: `${title} failed: ${quoted(detail)}.`, fix: "Read what it printed in output.log." };
  }
}

function providerFailed(title: string, detail: string): Advice {
  if (/database is locked|^Failed query: /.test(detail))
    return {
      message: `${title} could not use its own database: ${quoted(detail)}.`,
      fix: `Run it again. Runs of ${title} at the same time can get in each other's way.`,
    };
  return { message: `The service behind ${title} failed: ${quoted(detail)}.`, fix: "Run it again in a few minutes." };
}

/** Other people's words keep their own full stop inside the quotes. */
function quoted(words: string): string {
  return words === "" ? "it gave no reason" : `"${words}"`;
}

function waitUntil(resetAt: string | undefined): string {
  return resetAt === undefined ? "Wait a few minutes and run it again." : `Run it again after ${resetAt}.`;
}

function waitForPlan(resetAt: string | undefined): string {
  const other = "choose another agent with --provider";
  return resetAt === undefined ? `Run it again later, or ${other}.` : `Run it again after ${resetAt}, or ${other}.`;
}

function widen(detail: string, accesses: Provider["accesses"]): string {
  if (/root/.test(detail)) return "Run it as another user than root, or with --access write.";
  const more = accesses.filter((access) => access !== "read").map((access) => `--access ${access}`);
  if (more.length === 0) return "Choose another agent with --provider.";
  return `Allow more with ${more.join(" or ")}, if you trust the prompt.`;
}
