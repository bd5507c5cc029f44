import { AuthError } from "../errors.ts";

const PREFIX = "pgpt_";
const LONGEST = 256;

/** A token as it may be sent, or an error that says where it came from and never what it is. No request is needed for it. */
export function checkToken(token: string, from: string): string {
  const problem = problemOf(token);
  if (problem === undefined) return token;
  throw new AuthError(
    `The token from ${from} cannot be one of prompts-gpt: it ${problem}.`,
    "Copy it whole from the registry, then: export PROMPTS_GPT_TOKEN=pgpt_…",
  );
}

function problemOf(token: string): string | undefined {
  if (token === "") return "is empty";
  if (token.length > LONGEST) return `is longer than ${LONGEST} characters`;
  if (!token.startsWith(PREFIX)) return `does not start with ${PREFIX}`;
  if (token === PREFIX) return `has nothing after ${PREFIX}`;
  // A line end in it would end the header that it is sent in.
  return /^[!-~]+$/.test(token) ? undefined : "holds a space or a character that is not printable ASCII";
}

/** A text for a message, without what looks like a token: people paste into the wrong field. */
export function hideTokens(text: string): string {
  return text.replaceAll(/pgpt_[^\s"'/]*/gi, `${PREFIX}…`);
}
