import * as v from "valibot";
import { AuthError, ExecutionError, type UserError } from "../errors.ts";
import { type Problem, problemSchema } from "./contract/shapes.ts";
import type { Answer, Request } from "./send.ts";
import { hideTokens } from "./token.ts";

const LONGEST_DETAIL = 500;

/** The change was made from a version that is not the latest any more. */
export class ConflictError extends ExecutionError {
  /** The version that the registry has, where it says so. */
  readonly currentVersion: number | undefined;

  constructor(message: string, fix: string, currentVersion?: number) {
    super(message, fix);
    this.currentVersion = currentVersion;
  }
}

/** The registry has no such thing. */
export class NotFoundError extends ExecutionError {}

/** For a call that may find nothing; any other failure stays one. */
export function notThere(error: unknown): undefined {
  if (error instanceof NotFoundError) return undefined;
  throw error;
}

/** What a refusal of the registry means here. Its own words are quoted: cut, and without what could move a cursor. */
export function problemError(answer: Answer, { method, url }: Pick<Request, "method" | "url">): UserError {
  const problem = problemIn(answer.text);
  const said = sentence(problem);
  const message = `The registry at ${url.origin} ${meaningOf(answer.status)} (${method} ${url.pathname}: ${answer.status}).${said}`;
  if (answer.status === 401)
    return new AuthError(message, "Get a new token from the registry, then: prompts-gpt init --token-prompt");
  if (answer.status === 403)
    return new AuthError(message, "Ask for a token that may do this, then: prompts-gpt init --token-prompt");
  if (answer.status === 412)
    return new ConflictError(message, "Take the latest first: prompts-gpt sync", problem.currentVersion);
  if (answer.status === 404)
    return new NotFoundError(message, "Check the name and the URL of the registry: prompts-gpt status");
  return new ExecutionError(message, adviceFor(answer));
}

function meaningOf(status: number): string {
  switch (status) {
    case 401:
      return "does not accept the token";
    case 403:
      return "does not let this token do this";
    case 404:
      return "does not have this";
    case 412:
      return "has a later version";
    case 413:
      return "takes nothing as large";
    case 429:
      return "asks for fewer requests";
    case 501:
      return "cannot do this";
    default:
      return status >= 500 ? "failed" : "refused this";
  }
}

function adviceFor({ status, headers }: Answer): string {
  const wait = headers.get("retry-after");
  if (status === 429 && wait !== null && /^\d{1,9}$/.test(wait)) return `Try again in ${wait} s.`;
  if (status === 429 || status >= 500) return "Try again in a few minutes.";
  return "Correct what it names, then try again.";
}

function problemIn(text: string): Problem {
  try {
    const { success, output } = v.safeParse(problemSchema, JSON.parse(text));
    return success ? output : {};
  } catch {
    return {}; // a proxy's page: the status says enough
  }
}

function sentence({ title, detail, errors = [] }: Problem): string {
  const fields = errors.map(({ field, reason }) => `${field}: ${reason}`);
  const said = [detail ?? title, ...fields].filter((part) => part !== undefined && part !== "").join("; ");
  if (said === "") return "";
  const clean = hideTokens(said).replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ");
  return ` It says: ${clean.slice(0, LONGEST_DETAIL)}`;
}
