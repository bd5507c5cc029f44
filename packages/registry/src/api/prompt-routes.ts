import { safeParse } from "valibot";
import { slugSchema } from "../../../prompts-gpt/src/registry/contract/shapes.ts";
import type { PromptDraft, PromptQuery } from "../../../prompts-gpt/src/registry/contract/types.ts";
import type { KeptPrompt } from "../store/kept-prompt.ts";
import { type PackRow, packText } from "../store/pack.ts";
import type { Made, Which, Written } from "../store/prompts.ts";
import { cursorAfter, readCursor } from "./cursor.ts";
import type { Call, Handler, ReadHandler } from "./endpoint.ts";
import { ProblemError } from "./problem.ts";
import { json, nothing, reply } from "./reply.ts";

export const listPrompts: ReadHandler = async ({ caller, query }, { store }) => {
  const { cursor, ...question } = query as PromptQuery;
  const after = cursor === undefined ? {} : { after: readCursor(cursor, question) };
  const { rows, isMore } = await store.list(caller.projectId, { ...question, ...after });
  const last = rows.at(-1);
  const nextCursor = isMore && last !== undefined ? cursorAfter(last.slug, question) : null;
  return { text: `{"prompts":[${rows.map(packText).join()}],"nextCursor":${JSON.stringify(nextCursor)}}` };
};

export const getPrompt: ReadHandler = async ({ caller, param, query }, { store }) => {
  const row = await store.prompts.get(caller.projectId, param("slug"), query as Which);
  if (row === undefined) throw noPrompt();
  return { text: packText(row), etag: versionEtag(row) };
};

export const listVersions: Handler = async ({ caller, param }, { store }) => {
  const versions = await store.prompts.versions(caller.projectId, param("slug"));
  if (versions === undefined) throw noPrompt();
  return json({ versions });
};

export const putPrompt: Handler = async (call, { store }) => {
  const slug = slugOf(call);
  const draft = call.body as PromptDraft;
  return packOrStale(await store.prompts.put(call.caller, slug, { draft, made: madeFrom(call) }));
};

export const archivePrompt: Handler = async (call, { store }) => {
  const written = await store.prompts.archive(call.caller, slugOf(call), madeFrom(call));
  if (written.kind === "done") return nothing();
  throw written.currentVersion === null ? noPrompt() : stale(written.currentVersion);
};

export const restorePrompt: Handler = async (call, { store }) => {
  const slug = slugOf(call);
  if (!(await store.prompts.restore(call.caller, slug)))
    throw new ProblemError(404, { detail: "There is no archived prompt of this name." });
  const row = await store.prompts.get(call.caller.projectId, slug);
  if (row === undefined) throw noPrompt();
  return packReply(row);
};

export const listSlugs: Handler = async ({ caller, query }, { store }) => {
  const { after = "" } = query as { after?: string };
  const slugs = await store.slugsAfter(caller.projectId, after);
  return json({ slugs, nextAfter: slugs.length < 1000 ? null : (slugs.at(-1) ?? null) });
};

export const exportPrompt: Handler = async (call, { store }) => {
  const kept = await store.exportPrompt(call.caller.projectId, slugOf(call));
  if (kept === undefined) throw noPrompt();
  return json(kept);
};

export const importPrompt: Handler = async (call, { store }) => {
  const imported = await store.importPrompt(call.caller, { slug: slugOf(call), kept: call.body as KeptPrompt });
  if (imported.kind === "done") return json({ added: imported.added });
  throw new ProblemError(409, {
    detail: `Version ${imported.version} is there already and says something else, or was left out here. Nothing was changed.`,
  });
};

export function noPrompt(): ProblemError {
  return new ProblemError(404, { detail: "There is no prompt of this name, version or label." });
}

/** A name that can be one. */
export function slugOf({ param }: Pick<Call, "param">): string {
  const { success, output } = safeParse(slugSchema, param("slug"));
  if (success) return output;
  const reason = "lower-case letters, digits and single hyphens, at most 100 characters";
  throw new ProblemError(422, { errors: [{ field: "slug", reason }] });
}

/** Of one version: its number, and what shows that it is the same text, should a registry be brought back from a backup. */
function versionEtag({ version, sha256 }: PackRow): string {
  return `"${version}-${sha256.slice(0, 16)}"`;
}

function packReply(row: PackRow): Response {
  return reply({ status: 200, type: "application/json", body: packText(row), headers: { etag: versionEtag(row) } });
}

function packOrStale(written: Written<PackRow>): Response {
  if (written.kind === "done") return packReply(written.value);
  throw stale(written.currentVersion);
}

function stale(current: number | null): ProblemError {
  return current === null
    ? new ProblemError(412, { detail: "There is no such prompt (any more). A new one is made with: If-None-Match: *" })
    : new ProblemError(412, { detail: `The latest version is ${current}.`, currentVersion: current });
}

/** What the headers say that the change was made from. */
function madeFrom({ header }: Call): Made {
  const [match, none] = [header("if-match"), header("if-none-match")];
  if (match === undefined && none?.trim() === "*") return { from: "nothing" };
  if (match?.trim() === "*") return { from: "anything" };
  const [, version, sha256] = /^"(\d{1,9})(?:-([0-9a-f]{16}))?"$/.exec(match?.trim() ?? "") ?? [];
  if (version !== undefined)
    return { from: "version", version: Number(version), ...(sha256 === undefined ? {} : { sha256 }) };
  if (match !== undefined || none !== undefined)
    throw new ProblemError(422, { errors: [{ field: "If-Match", reason: 'one version in quotes: "3"' }] });
  throw new ProblemError(428, {
    detail: 'Say what the change was made from: If-Match: "3", or If-None-Match: * for a new prompt.',
  });
}
