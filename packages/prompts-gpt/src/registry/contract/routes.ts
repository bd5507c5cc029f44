import * as v from "valibot";
import {
  generateRequestSchema,
  generateResponseSchema,
  LARGEST_PAGE,
  modelListSchema,
  projectSchema,
  promptDraftSchema,
  promptPackSchema,
  promptPageSchema,
  versionListSchema,
} from "./shapes.ts";
import type { PromptQuery } from "./types.ts";

/** Below the registry's URL. */
export const API_PATH = "/api/v1";

/** A route of the API: what is sent, what comes back. */
export interface Route {
  readonly method: "GET" | "PUT" | "POST" | "DELETE";
  /** Below {@link API_PATH}; `{slug}` is filled in. */
  readonly path: string;
  readonly summary: string;
  readonly query?: v.GenericSchema;
  readonly request?: v.GenericSchema;
  /** Absent: 204, and nothing comes back. */
  readonly response?: v.GenericSchema;
  /** Answers with an ETag, and with 304 to a request that names it. */
  readonly isConditional?: true;
  /** Takes `If-Match`: the version that the change was made from; 412 when it is not the latest. */
  readonly isGuarded?: true;
}

const word = v.pipe(v.string(), v.minLength(1), v.maxLength(200));

/** Which prompts: all conditions have to hold. */
const promptQuerySchema: v.GenericSchema<unknown, PromptQuery> = v.object({
  /** Words that stand in the title, the description, the tags or the text. */
  q: v.exactOptional(word),
  category: v.exactOptional(word),
  tool: v.exactOptional(word),
  outputType: v.exactOptional(word),
  slug: v.exactOptional(word),
  label: v.exactOptional(word),
  archived: v.exactOptional(v.boolean()),
  /** Of one page. */
  limit: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(LARGEST_PAGE))),
  cursor: v.exactOptional(v.pipe(v.string(), v.minLength(1), v.maxLength(1_000))),
});

export const ROUTES = {
  getProject: { method: "GET", path: "/project", summary: "The project of the token.", response: projectSchema },
  listPrompts: {
    method: "GET",
    path: "/prompts",
    summary: "Prompts by slug, a page at a time.",
    query: promptQuerySchema,
    response: promptPageSchema,
    isConditional: true,
  },
  getPrompt: {
    method: "GET",
    path: "/prompts/{slug}",
    summary: "One prompt: its latest version, or the one that is asked for.",
    query: v.object({
      version: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1))),
      label: v.exactOptional(word),
    }),
    response: promptPackSchema,
    isConditional: true,
  },
  listVersions: {
    method: "GET",
    path: "/prompts/{slug}/versions",
    summary: "All versions of a prompt, the latest first.",
    response: versionListSchema,
  },
  putPrompt: {
    method: "PUT",
    path: "/prompts/{slug}",
    summary: "A new version of a prompt, or a new prompt.",
    request: promptDraftSchema,
    response: promptPackSchema,
    isGuarded: true,
  },
  archivePrompt: {
    method: "DELETE",
    path: "/prompts/{slug}",
    summary: "Takes a prompt out of all lists; its versions are kept.",
    isGuarded: true,
  },
  generatePrompts: {
    method: "POST",
    path: "/generate",
    summary: "Drafts for a goal, made by a model. Nothing is stored.",
    request: generateRequestSchema,
    response: generateResponseSchema,
  },
  listModels: {
    method: "GET",
    path: "/models",
    summary: "The models that providers offer.",
    response: modelListSchema,
  },
} as const satisfies Readonly<Record<string, Route>>;
