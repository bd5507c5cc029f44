import * as v from "valibot";
import { ProblemError } from "./problem.ts";
import { illFormed } from "./well-formed.ts";
import { headerOf, type RequestContext } from "./request-context.ts";

/** Bytes of one prompt as JSON: its text may have 1,048,576 characters, and each of them six bytes where it is escaped. */
const LARGEST_BODY = 8 * 1024 * 1024;

export interface Wanted {
  readonly schema: v.GenericSchema;
  /** Bytes. */
  readonly largest?: number;
}

/** The body, which has to be JSON, to hold, and to be text that a database can keep. */
export async function readBody(c: RequestContext, { schema, largest = LARGEST_BODY }: Wanted): Promise<unknown> {
  const type = headerOf(c, "content-type") ?? "";
  if (!/^application\/json\s*(?:;|$)/i.test(type))
    throw new ProblemError(415, { detail: "Send JSON: Content-Type: application/json" });
  return wellFormed(check(schema, parsed(await readText(c, largest))));
}

function wellFormed(value: unknown): unknown {
  const broken = illFormed(value).map((field) => ({ field, reason: "half of a character, or NUL, stands in it" }));
  if (broken.length > 0) throw doesNotHold(broken.slice(0, MOST_ERRORS));
  return value;
}

/** The body as text, at most `largest` bytes of it. */
export async function readText(c: RequestContext, largest: number): Promise<string> {
  const announced = Number(headerOf(c, "content-length") ?? 0);
  if (announced > largest) throw tooLarge(largest);
  const chunks: Uint8Array[] = [];
  let size = 0;
  const body: AsyncIterable<Uint8Array> | null = c.req.raw.body;
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    if (size > largest) throw tooLarge(largest);
    chunks.push(chunk);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw new ProblemError(400, { detail: "The body is not UTF-8." });
  }
}

function tooLarge(largest: number): ProblemError {
  return new ProblemError(413, {
    detail: `At most ${largest} bytes are taken here.`,
    // The rest of it is not read.
    headers: { connection: "close" },
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ProblemError(400, { detail: "The body is not JSON." });
  }
}

/** The query, in which a number is one, `true` is true, and nothing stands twice. */
export function readQuery(c: RequestContext, schema: v.GenericSchema): unknown {
  const query: Record<string, unknown> = {};
  for (const [name, values] of Object.entries(c.req.queries())) {
    const [value = ""] = values;
    if (values.length > 1) throw doesNotHold([{ field: name, reason: "it is there more than once" }]);
    query[name] = valueOf(name, value);
  }
  return wellFormed(check(schema, query));
}

const NUMBERS = new Set(["limit", "version", "before"]);

function valueOf(name: string, value: string): string | number | boolean {
  if (NUMBERS.has(name) && /^\d{1,9}$/.test(value)) return Number(value);
  return name === "archived" && /^(?:true|false)$/.test(value) ? value === "true" : value;
}

/** A value of the schema, or a problem with every field that is wrong. */
export function check(schema: v.GenericSchema, value: unknown): unknown {
  const { success, output, issues } = v.safeParse(schema, value);
  if (success) return output;
  throw doesNotHold(issues.slice(0, MOST_ERRORS).map((issue) => ({ field: fieldOf(issue), reason: reasonOf(issue) })));
}

const MOST_ERRORS = 20;

function doesNotHold(errors: { field: string; reason: string }[]): ProblemError {
  const fields = errors.map(({ field }) => field).join(", ");
  return new ProblemError(422, { detail: `Mend: ${fields}`, errors });
}

function fieldOf(issue: v.BaseIssue<unknown>): string {
  return (v.getDotPath(issue) ?? "(the whole)").slice(0, 200);
}

/** Without the value: it may be a prompt's text, or a token in the wrong place. */
function reasonOf({ kind, expected, message, type }: v.BaseIssue<unknown>): string {
  if (!message.startsWith("Invalid ")) return message;
  if (type === "max_length") return `it is longer than ${expected?.replace(/^<=/, "") ?? "allowed"}`;
  if (expected === null) return "it does not hold";
  return kind === "schema" ? `it has to be ${expected}` : `it does not fit ${expected}`;
}
