import type { PaidBy, TokenUsage } from "../providers/provider.ts";
import { priceOf } from "./price.ts";

/**
 * What a use of an agent cost, in US dollars. `reported`: its CLI says so. `estimated`: its tokens at the list prices of
 * `service`. `subscription`: nothing beside the plan. `unknown`: why nobody can tell.
 */
export type Cost =
  | { readonly kind: "reported"; readonly usd: number }
  | { readonly kind: "estimated"; readonly usd: number; readonly service: string }
  | { readonly kind: "subscription" }
  | { readonly kind: "unknown"; readonly why: string };

/** Who used what. */
export interface Used {
  readonly provider: string;
  /** As the provider calls it; null for its default, where it did not say which one that is. */
  readonly model: string | null;
  readonly paidBy?: PaidBy | null | undefined;
  readonly usage: TokenUsage;
  /** When: prices change. */
  readonly at: Date;
}

/** By a plan, whatever the CLI says of list prices; else what the CLI says; else an estimate where there is a price. */
export function costOf({ provider, model, paidBy, usage, at }: Used): Cost {
  if (paidBy === "subscription") return { kind: "subscription" };
  if (usage.costUsd !== undefined) return { kind: "reported", usd: usage.costUsd };
  if (paidBy === "nothing") return { kind: "reported", usd: 0 };
  if (usage.totalTokens === 0) return { kind: "unknown", why: "it told no tokens" };
  const priced = whatIsPriced({ provider, model, paidBy }, at);
  if ("why" in priced) return { kind: "unknown", why: priced.why };
  const { cachedInputTokens: read, cacheWriteTokens: written = 0, inputTokens, outputTokens } = usage;
  const { input, cacheRead, cacheWrite, output } = priced.price;
  const fresh = Math.max(0, inputTokens - read - written);
  const usd = (fresh * input + read * cacheRead + written * cacheWrite + outputTokens * output) / 1e6;
  return { kind: "estimated", usd: Math.round(usd * 1e8) / 1e8, service: priced.service };
}

/** CLIs that say what they cost: as recorded, and with it no price is needed. */
const REPORTING = new Set(["claude", "opencode", "replay"]);

/**
 * Whether the cost of a provider's work will be known, as far as that can be told before it; undefined when it will, else
 * the reason, as a sentence.
 */
export function costGap(of: Omit<Used, "usage">): string | undefined {
  if (of.paidBy === "subscription" || of.paidBy === "nothing" || REPORTING.has(of.provider)) return undefined;
  const priced = whatIsPriced(of, of.at);
  return "why" in priced ? priced.why : undefined;
}

function whatIsPriced({ provider, model, paidBy }: Pick<Used, "provider" | "model" | "paidBy">, at: Date) {
  if (paidBy === "elsewhere") return { why: `${provider} uses a service whose prices are not known` };
  if (model === null) return { why: `${provider} does not say which model it uses` };
  const { service, name } = serviceOf(provider, model);
  const price = service === undefined ? undefined : priceOf(service, name, at);
  if (service === undefined || price === undefined) return { why: `no price is known for ${model} of ${provider}` };
  return { service, price };
}

const MAKERS: Readonly<Record<string, string>> = { codex: "openai", claude: "anthropic", gemini: "google" };
const SERVICES: Readonly<Record<string, string>> = { moonshot: "moonshotai", xai: "x-ai", gemini: "google" };

/** Agents for many services write `anthropic/claude-…`; only the built-in one may leave that out. */
function serviceOf(provider: string, model: string): { readonly service: string | undefined; readonly name: string } {
  const maker = Object.hasOwn(MAKERS, provider) ? MAKERS[provider] : undefined;
  if (maker !== undefined) return { service: maker, name: model };
  const [first = "", ...rest] = model.split("/");
  if (rest.length > 0)
    return { service: Object.hasOwn(SERVICES, first) ? SERVICES[first] : first, name: rest.join("/") };
  if (provider !== "builtin") return { service: undefined, name: model };
  return { service: model.startsWith("claude") ? "anthropic" : "openai", name: model };
}
