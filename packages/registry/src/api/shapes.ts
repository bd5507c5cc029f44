import * as v from "valibot";
import { promptDraftSchema, slugSchema, timeSchema } from "../../../prompts-gpt/src/registry/contract/shapes.ts";
import type { KeptPrompt } from "../store/kept-prompt.ts";
import { SCOPES } from "../store/tokens.ts";

/* What only this server has, beside what it shares with every client (prompts-gpt/src/registry/contract). */

// oxlint-disable-next-line no-control-regex
const printable = v.regex(/^[^\u0000-\u001F\u007F-\u009F]*$/, "it holds control characters");
const hasText = v.regex(/\S/, "it is empty");
const name = v.pipe(v.string(), v.maxLength(100), printable, hasText);
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
/** As large as the database's own numbers of versions. */
const version = v.pipe(count, v.maxValue(2_147_483_647));
const moment = v.pipe(timeSchema, v.check(isMoment, "there is no such time"));
const id = v.pipe(v.string(), v.maxLength(100));

const scopeSchema = v.picklist(SCOPES);
/** Lower-case letters, digits, single hyphens and dots: `production`, `v1.2`. */
export const labelSchema = v.pipe(
  v.string(),
  v.maxLength(100),
  v.regex(/^[a-z0-9]+(?:[-.][a-z0-9]+)*$/, "it has to be lower-case letters, digits, single hyphens and dots"),
);

export const newTokenSchema = v.object({
  name,
  scope: scopeSchema,
  /** Default: never. */
  expiresAt: v.exactOptional(moment),
});
const tokenSchema = v.object({
  id,
  name,
  scope: scopeSchema,
  createdAt: timeSchema,
  expiresAt: v.nullable(timeSchema),
  /** To a minute. */
  lastUsedAt: v.nullable(timeSchema),
  revokedAt: v.nullable(timeSchema),
});
/** With the token itself, this once. */
export const shownTokenSchema = v.object({ ...tokenSchema.entries, token: v.string() });
export const tokenListSchema = v.object({ tokens: v.array(tokenSchema) });

export const labelledSchema = v.object({ version });

const changeSchema = v.object({
  id: count,
  madeAt: timeSchema,
  /** The name of the token it was done with. */
  madeBy: v.string(),
  action: v.string(),
  slug: v.nullable(slugSchema),
  version: v.nullable(count),
  /** A label of the prompt, or the name of a token. */
  label: v.nullable(v.string()),
});
/** `nextBefore`: what `before` has to be for those that are older; null: there are none. */
export const changeListSchema = v.object({ changes: v.array(changeSchema), nextBefore: v.nullable(count) });
export const changeQuerySchema = v.object({
  slug: v.exactOptional(slugSchema),
  limit: v.exactOptional(v.pipe(count, v.maxValue(100))),
  before: v.exactOptional(count),
});

/** A prompt with everything that is kept of it. */
export const keptPromptSchema: v.GenericSchema<unknown, KeptPrompt> = v.object({
  archived: v.boolean(),
  labels: v.record(labelSchema, version),
  versions: v.pipe(
    v.array(v.object({ version, updatedAt: moment, draft: promptDraftSchema })),
    v.minLength(1),
    v.maxLength(10_000),
    v.check((all) => new Set(all.map((one) => one.version)).size === all.length, "a version stands in it twice"),
  ),
});
export const importedSchema = v.object({ added: v.number() });
/** `nextAfter`: what `after` has to be for those that follow; null: there are none. */
export const slugListSchema = v.object({ slugs: v.array(slugSchema), nextAfter: v.nullable(slugSchema) });
export const slugQuerySchema = v.object({ after: v.exactOptional(slugSchema) });

export const newProjectSchema = v.object({ name: slugSchema });
const projectLineSchema = v.object({ id, name: slugSchema, createdAt: timeSchema });
export const projectListSchema = v.object({ projects: v.array(projectLineSchema) });
/** A new project, and the first token of its administrator. */
export const madeProjectSchema = v.object({ project: projectLineSchema, token: v.string() });

/** The form alone lets the 31st of February through, and a database has no year 0. */
function isMoment(text: string): boolean {
  const [year = 0, month = 0, day = 0] = text.slice(0, 10).split("-").map(Number);
  return !Number.isNaN(Date.parse(text)) && year > 0 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}
