/** How a step can end. Skipped: it was not started, and will not be. */
export type Outcome = "succeeded" | "failed" | "skipped";

/** What `when` says, as data: it is looked at, never run. */
export type Condition =
  | { readonly kind: "is"; readonly step: string; readonly outcome: Outcome }
  | { readonly kind: "not"; readonly of: Condition }
  | { readonly kind: "and" | "or"; readonly of: readonly Condition[] };

/** Words of the grammar for each outcome: `steps.tests.ok`. */
const WORDS: Readonly<Record<string, Outcome>> = { ok: "succeeded", failed: "failed", skipped: "skipped" };
const LONGEST = 500;
const MOST_NAMED = 6;
const TOKEN = /\s*(?:(?<sign>&&|\|\||[!()])|steps\.(?<step>[A-Za-z][A-Za-z0-9_-]*)\.(?<word>[a-z]+)(?![\w.-]))/y;

/** Why a text is no condition, as the end of a sentence. */
export interface NoCondition {
  readonly problem: string;
}

/**
 * Reads `steps.<id>.ok`, `.failed`, `.skipped`, with `!`, `&&`, `||` and brackets; `!` binds closest, then `&&`. At most 500
 * characters that name at most 6 steps.
 */
export function parseCondition(text: string): Condition | NoCondition {
  if (text.length > LONGEST) return { problem: `is longer than ${LONGEST} characters` };
  const tokens = tokensOf(text);
  if (!Array.isArray(tokens)) return tokens;
  const reader = new Reader(tokens);
  const condition = reader.any();
  if (condition === undefined || !reader.isAtEnd) return { problem: reader.problem };
  if (stepsIn(condition).length > MOST_NAMED) return { problem: `names more than ${MOST_NAMED} steps` };
  return condition;
}

/** The same text for the same condition; reading it gives the condition back. */
export function formatCondition(condition: Condition): string {
  if (condition.kind === "is") return `steps.${condition.step}.${wordOf(condition.outcome)}`;
  if (condition.kind === "not") return `!${inBrackets(condition.of)}`;
  return condition.of.map((one) => inBrackets(one)).join(condition.kind === "and" ? " && " : " || ");
}

/** Whether it holds, when `outcomeOf` says how each step ended. */
export function holds(condition: Condition, outcomeOf: (step: string) => Outcome | undefined): boolean {
  switch (condition.kind) {
    case "is":
      return outcomeOf(condition.step) === condition.outcome;
    case "not":
      return !holds(condition.of, outcomeOf);
    case "and":
      return condition.of.every((one) => holds(one, outcomeOf));
    case "or":
      return condition.of.some((one) => holds(one, outcomeOf));
  }
}

/** The steps that it names, each once. */
export function stepsIn(condition: Condition): readonly string[] {
  if (condition.kind === "is") return [condition.step];
  if (condition.kind === "not") return stepsIn(condition.of);
  return [...new Set(condition.of.flatMap(stepsIn))];
}

function wordOf(outcome: Outcome): string {
  return outcome === "succeeded" ? "ok" : outcome;
}

function inBrackets(condition: Condition): string {
  const text = formatCondition(condition);
  return condition.kind === "and" || condition.kind === "or" ? `(${text})` : text;
}

type Token = string | Extract<Condition, { kind: "is" }>;

function tokensOf(text: string): Token[] | NoCondition {
  const tokens: Token[] = [];
  const whole = text.trimEnd();
  TOKEN.lastIndex = 0;
  for (let from = 0; from < whole.length; from = TOKEN.lastIndex) {
    const { sign, step = "", word = "" } = TOKEN.exec(whole)?.groups ?? {};
    const outcome = Object.hasOwn(WORDS, word) ? WORDS[word] : undefined;
    if (sign === undefined && outcome === undefined) {
      return { problem: `cannot be read from ${JSON.stringify(whole.slice(from, from + 30).trim())} on` };
    }
    tokens.push(sign ?? { kind: "is", step, outcome: outcome ?? "skipped" });
  }
  return tokens;
}

/** Goes down the grammar; the depth is bounded by the length of the text. */
class Reader {
  readonly #tokens: readonly Token[];
  #at = 0;
  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#tokens.length;
  }

  get problem(): string {
    const token = this.#tokens[this.#at];
    if (token === undefined) return "ends where a step has to follow";
    return `has ${typeof token === "string" ? token : formatCondition(token)} where it does not belong`;
  }

  any(): Condition | undefined {
    return this.#joined("||", "or", () => this.#joined("&&", "and", () => this.#one()));
  }

  #joined(sign: string, kind: "and" | "or", next: () => Condition | undefined): Condition | undefined {
    const of: Condition[] = [];
    do {
      const one = next();
      if (one === undefined) return undefined;
      of.push(one);
    } while (this.#take(sign));
    return of.length === 1 ? of[0] : { kind, of };
  }

  #one(): Condition | undefined {
    if (this.#take("!")) {
      const of = this.#one();
      return of && { kind: "not", of };
    }
    if (this.#take("(")) {
      const inner = this.any();
      return this.#take(")") ? inner : undefined;
    }
    const token = this.#tokens[this.#at];
    if (token === undefined || typeof token === "string") return undefined;
    this.#at++;
    return token;
  }

  #take(sign: string): boolean {
    if (this.#tokens[this.#at] !== sign) return false;
    this.#at++;
    return true;
  }
}
