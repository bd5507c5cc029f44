import type { FailureKind } from "../failure-kind.ts";

type Patterns = readonly (readonly [FailureKind, RegExp])[];

/**
 * What the CLIs say when something is wrong, in the order in which it is tried: recorded against a scripted model, or the
 * wording of the services that they pass on. What one CLI alone says stands in its provider's `failures`.
 */
const PATTERNS: Patterns = [
  // Before the others: more credit is offered beside the limit, which ends by itself.
  [
    "usage-limit",
    /usage[ _]limit|hit your (?!(?:\w+ ){0,2}rate\b)(?:[\w.-]+ ){0,4}limit|(?:hour|daily|weekly|monthly|session|opus|sonnet) (?:\w+ )?limit reached|free usage exceeded|exhausted your (?:daily quota|capacity)|daily (?:[\w.-]+ )?quota|requests?[ _]?per[ _]?day|quota will reset/i,
  ],
  // "Request a quota increase" is said beside a rate limit.
  ["rate-limited", /request a quota increase/i],
  [
    "quota",
    /insufficient[_ ](?:quota|credits|balance|funds)|(?:quota|allowance|credits?)[_ ]exceeded|exceeded your (?:current quota|premium request|monthly)|you have no quota|credit balance is too low|billing[_ ](?:error|details|issue)|(?:out of|no remaining) credits|credits? (?:are|is|have been) (?:depleted|exhausted|used up)|spend(?:ing)? (?:limit|cap)|usage_not_included|payment required|\b(?:HTTP|status:?) 402\b/i,
  ],
  ["rate-limited", /\b429\b|rate[ _-]?limit|too many requests|resource_exhausted|(?:please )?retry in \d/i],
  [
    "context-too-long",
    /context[ _]length|context window|prompt is too long|input is too long|input exceeds|request too large|prompt budget|context is too large|\b413\b/i,
  ],
  [
    "model-unknown",
    /model_not_found|unknown model|model\b.{0,80}\b(?:not exist|not found|not supported|not available)/i,
  ],
  ["crashed", /^aborted: /],
  ["permission-denied", /rejected permission/i],
  [
    "not-authenticated",
    /\b40[13]\b|unauthori[sz]ed|authenticat|invalid (?:x-)?api[ -]?key|not logged in|\/login\b|missing environment variable/i,
  ],
  [
    "provider-error",
    /\b5\d\d\b|overloaded|high demand|server[ _]error|service unavailable|stream (?:disconnected|closed)/i,
  ],
  // The agent's own: OpenCode's runs share one.
  ["provider-error", /^(?:Error: )?(?:SQLiteError: )?database is locked|^Failed query: /],
  [
    "provider-error",
    /connection (?:refused|reset|error|closed)|unable to connect|ECONN\w+|ENOTFOUND|EAI_AGAIN|error sending request|fetch failed|network|API Error: terminated/i,
  ],
];

export interface Recognised {
  readonly kind: FailureKind;
  /** The line that says it. */
  readonly line: string;
}

/** The kind of failure that a message of a CLI tells of; `own` are the CLI's own words. The last line counts most: the first ones are often mere warnings. */
export function kindOf(said: string, own: Patterns = []): Recognised | undefined {
  // The flags of a page of help say nothing that follows on a wrong one: `--auth-type  Authentication type`.
  const lines = said.split("\n").filter((line) => line.trim() !== "" && !/^\s+--?[A-Za-z]/.test(line));
  for (const line of lines.toReversed()) {
    const kind = [...own, ...PATTERNS].find(([, pattern]) => pattern.test(line))?.[0];
    if (kind !== undefined) return { kind, line: line.trim() };
  }
  return undefined;
}
