import { FIRST_PROJECT, type ProjectFields, type ProjectRow } from "../store/projects.ts";
import type { NewToken, TokenRow } from "../store/tokens.ts";
import type { ChangesWanted } from "../store/changes.ts";
import type { Caller } from "./access.ts";
import type { Handler } from "./endpoint.ts";
import type { Parts } from "./parts.ts";
import { noPrompt, slugOf } from "./prompt-routes.ts";
import { ProblemError } from "./problem.ts";
import { check } from "./read-request.ts";
import { json, nothing } from "./reply.ts";
import { labelSchema } from "./shapes.ts";

export const getProject: Handler = async ({ caller }, { store }) => json(await store.projects.get(caller.projectId));

export const updateProject: Handler = async (call, parts) => {
  await parts.store.projects.update(call.caller, call.body as ProjectFields);
  return getProject(call, parts);
};

export const setLabel: Handler = async (call, { store }) => {
  const name = labelOf(call.param("label"));
  const { version } = call.body as { version: number };
  if (!(await store.labels.set(call.caller, slugOf(call), { name, version }))) throw noPrompt();
  return json({ version });
};

export const removeLabel: Handler = async (call, { store }) => {
  if (!(await store.labels.remove(call.caller, slugOf(call), labelOf(call.param("label"))))) throw noPrompt();
  return nothing();
};

function labelOf(label: string): string {
  check(labelSchema, label);
  return label;
}

const USUAL_CHANGES = 50;

export const listChanges: Handler = async ({ caller, query }, { store }) => {
  const wanted = { limit: USUAL_CHANGES, ...(query as Partial<ChangesWanted>) };
  const changes = await store.changes(caller.projectId, wanted);
  const nextBefore = changes.length < wanted.limit ? null : (changes.at(-1)?.id ?? null);
  return json({ changes: changes.map(({ madeAt, ...row }) => ({ ...row, madeAt: madeAt.toISOString() })), nextBefore });
};

export const listTokens: Handler = async ({ caller }, { store }) =>
  json({ tokens: (await store.tokens.list(caller.projectId)).map(tokenLine) });

export const createToken: Handler = async ({ caller, body }, { store }) => {
  const { expiresAt, ...wanted } = body as Omit<NewToken, "expiresAt"> & { expiresAt?: string };
  const ends = expiresAt === undefined ? {} : { expiresAt: new Date(expiresAt) };
  const { token, ...row } = await store.tokens.create(caller, { ...wanted, ...ends });
  return json({ ...tokenLine(row), token });
};

export const revokeToken: Handler = async ({ caller, param }, { store }) => {
  if (await store.tokens.revoke(caller, param("id"))) return nothing();
  throw noToken();
};

export function noToken(): ProblemError {
  return new ProblemError(404, { detail: "There is no token of this id that holds." });
}

function tokenLine({ id, name, scope, ...times }: TokenRow) {
  const at = (time: Date | null) => time?.toISOString() ?? null;
  return {
    id,
    name,
    scope,
    createdAt: at(times.createdAt),
    expiresAt: at(times.expiresAt),
    lastUsedAt: at(times.lastUsedAt),
    revokedAt: at(times.revokedAt),
  };
}

export const listProjects: Handler = async ({ caller }, parts) => {
  await onlyFirst(caller, parts);
  return json({ projects: (await parts.store.projects.list()).map(projectLine) });
};

export const createProject: Handler = async ({ caller, body }, parts) => {
  await onlyFirst(caller, parts);
  const { name } = body as { name: string };
  const project = await parts.store.projects.create(name);
  if (project === undefined)
    throw new ProblemError(409, { errors: [{ field: "name", reason: "there is one of this name" }] });
  const author = { ...caller, projectId: project.id };
  const { token } = await parts.store.tokens.create(author, { name: "administrator", scope: "admin" });
  return json({ project: projectLine(project), token });
};

function projectLine({ id, name, createdAt }: ProjectRow) {
  return { id, name, createdAt: createdAt.toISOString() };
}

async function onlyFirst({ projectId }: Caller, { store }: Parts): Promise<void> {
  const first = await store.projects.find(FIRST_PROJECT);
  if (first?.id === projectId) return;
  throw new ProblemError(403, { detail: `Only administrators of the project "${FIRST_PROJECT}" may do this.` });
}
