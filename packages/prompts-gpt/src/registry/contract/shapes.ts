import * as v from "valibot";
import { VARIABLE_NAME } from "../../prompts/variable-fields.ts";
import { recordOfEvery } from "./record-of-every.ts";
import type {
  GeneratePromptsInput,
  ProjectContext,
  PromptDraft,
  PromptPack,
  PromptVersion,
  RegistryModel,
} from "./types.ts";

/*
 * What goes over the wire between a client and a registry, in both directions and once for both sides. Every text has a
 * longest length: neither side trusts the other. Unknown keys are passed over, so that either side may be the newer one.
 */

/** Characters (UTF-16 code units). */
const SHORT = 200;
const LINE = 2_000;
/** Of one prompt's text: 1 MiB of characters. */
export const LONGEST_BODY = 1_048_576;
/** Prompts of one page of a list. */
export const LARGEST_PAGE = 100;

// They would reach a terminal. Tabs and line ends may stand in a text.
// oxlint-disable-next-line no-control-regex
const printable = v.regex(/^[^\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]*$/, "it holds control characters");
const short = v.pipe(v.string(), v.maxLength(SHORT), printable);
const line = v.pipe(v.string(), v.maxLength(LINE), printable);
const hasText = v.regex(/\S/, "it is empty");
const noNul = v.regex(/^[^\0]*$/, "it holds NUL, and is no text");
const shortList = v.pipe(v.array(v.pipe(short, hasText)), v.maxLength(100));
const version = v.pipe(v.number(), v.safeInteger(), v.minValue(1));

/** Lower-case letters, digits and single hyphens: it is a file's name on every system. */
export const slugSchema = v.pipe(v.string(), v.maxLength(100), v.regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/));
export const timeSchema = v.pipe(v.string(), v.maxLength(40), v.isoTimestamp());
/** SHA-256 of the body's UTF-8 bytes, in lower-case hexadecimal. */
export const sha256Schema = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

const variableSchema = v.object({
  type: v.exactOptional(v.picklist(["string", "number", "boolean", "enum"])),
  description: v.exactOptional(line),
  enum: v.exactOptional(shortList),
  default: v.exactOptional(v.union([v.pipe(v.string(), v.maxLength(10_000), noNul), v.number(), v.boolean()])),
  required: v.exactOptional(v.boolean()),
});

const variableName = v.pipe(
  v.string(),
  v.regex(
    VARIABLE_NAME,
    "a name is at most 64 letters, digits, hyphens, dots and underscores, and begins with no digit, hyphen or dot",
  ),
);

const variablesSchema = recordOfEvery(v.record(variableName, variableSchema));

const sweepSchema = v.object({
  defaultIterations: v.exactOptional(version),
  maxIterations: v.exactOptional(version),
  summaryLines: v.exactOptional(version),
  eval: v.exactOptional(
    v.object({
      criteria: v.exactOptional(shortList),
      passThreshold: v.exactOptional(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
    }),
  ),
});

/** What a person writes of a prompt; the registry adds the rest. */
const promptFields = {
  title: v.pipe(short, hasText),
  /** Empty text: none. */
  description: line,
  /** Empty text: none. */
  category: short,
  difficulty: v.nullable(v.picklist(["Beginner", "Intermediate", "Advanced"])),
  outputType: short,
  supportedTools: shortList,
  tags: shortList,
  source: v.picklist(["library", "generated", "local"]),
  body: v.pipe(v.string(), v.maxLength(LONGEST_BODY), hasText, noNul),
  variables: v.exactOptional(variablesSchema),
  sweep: v.exactOptional(sweepSchema),
};

/** A prompt as the registry hands it out. */
export const promptPackSchema: v.GenericSchema<unknown, PromptPack> = v.object({
  id: short,
  slug: slugSchema,
  ...promptFields,
  version,
  updatedAt: timeSchema,
  sha256: sha256Schema,
});

/** What a draft is made of. */
export const DRAFT_KEYS: readonly string[] = Object.keys(promptFields);

/** A new version of a prompt, as it is published. */
export const promptDraftSchema: v.GenericSchema<unknown, PromptDraft> = v.object(promptFields);

/** One page of a list. `prompts` are checked one by one by the client: a bad one does not take the others with it. */
export const promptPageSchema = v.object({
  prompts: v.pipe(v.array(v.unknown()), v.maxLength(LARGEST_PAGE)),
  nextCursor: v.nullable(v.pipe(v.string(), v.minLength(1), v.maxLength(1_000))),
});

/** One version in a prompt's history, without its text. */
export const promptVersionSchema: v.GenericSchema<unknown, PromptVersion> = v.object({
  version,
  updatedAt: timeSchema,
  sha256: sha256Schema,
  labels: shortList,
});

export const versionListSchema = v.object({ versions: v.pipe(v.array(promptVersionSchema), v.maxLength(10_000)) });

const projectFields = {
  brandName: short,
  websiteUrl: line,
  industryCategory: short,
  targetCountries: shortList,
  targetLanguage: short,
  brandAliases: shortList,
  productKeywords: shortList,
  targetPersonas: shortList,
  competitors: v.pipe(
    v.array(v.object({ name: short, websiteUrl: v.nullable(line), aliases: shortList })),
    v.maxLength(100),
  ),
};

/** What an administrator says of a project. */
export const projectFieldsSchema: v.GenericSchema<unknown, Omit<ProjectContext, "id">> = v.object(projectFields);

export const projectSchema: v.GenericSchema<unknown, ProjectContext> = v.object({ id: short, ...projectFields });

/** A model that a provider offers. */
export const modelSchema: v.GenericSchema<unknown, RegistryModel> = v.object({
  id: short,
  provider: short,
  title: v.exactOptional(short),
});
export const modelListSchema = v.object({ models: v.pipe(v.array(modelSchema), v.maxLength(10_000)) });

/** What a person typed; no file is ever part of it. */
export const generateRequestSchema: v.GenericSchema<unknown, GeneratePromptsInput> = v.object({
  goal: v.pipe(v.string(), v.minLength(1), v.maxLength(10_000)),
  context: v.exactOptional(v.pipe(v.string(), v.maxLength(100_000))),
  count: v.exactOptional(v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(20))),
});

/** Drafts: nothing of them is stored yet. */
export const generateResponseSchema = v.object({
  prompts: v.pipe(v.array(v.object({ slug: slugSchema, ...promptFields })), v.maxLength(20)),
});

/** RFC 9457, section 3; `errors` names the fields that do not hold. Its texts are any: whoever shows them cuts and cleans them. */
export const problemSchema = v.object({
  type: v.exactOptional(v.string()),
  title: v.exactOptional(v.string()),
  status: v.exactOptional(v.number()),
  detail: v.exactOptional(v.string()),
  errors: v.exactOptional(v.array(v.object({ field: v.string(), reason: v.string() }))),
  /** With 412: the version that the registry has. */
  currentVersion: v.exactOptional(version),
});

export type Problem = v.InferOutput<typeof problemSchema>;
