import { createHash } from "node:crypto";
import { slugSchema } from "../../../prompts-gpt/src/registry/contract/shapes.ts";
import { safeParse } from "valibot";
import { ProblemError } from "./problem.ts";

/*
 * After which slug the next page begins, and a digest of what was asked for: a cursor of another question would skip
 * prompts without a word. It needs no signature: all that it can name is a place in the list that its owner may read.
 */

export function cursorAfter(slug: string, question: object): string {
  return Buffer.from(`${digestOf(question)}:${slug}`).toString("base64url");
}

/** The slug, or a problem that names the field. */
export function readCursor(cursor: string, question: object): string {
  const [digest = "", slug = ""] = Buffer.from(cursor, "base64url").toString().split(":");
  if (safeParse(slugSchema, slug).success && digest === digestOf(question)) return slug;
  const reason = "it is not a cursor of this list; leave it out to begin anew";
  throw new ProblemError(422, { errors: [{ field: "cursor", reason }] });
}

function digestOf(question: object): string {
  const entries = Object.entries(question).filter(([key]) => key !== "cursor" && key !== "limit");
  const text = JSON.stringify(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return createHash("sha256").update(text).digest("base64url").slice(0, 12);
}
