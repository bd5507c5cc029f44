import { type Route, ROUTES } from "../../../prompts-gpt/src/registry/contract/routes.ts";
import {
  projectFieldsSchema,
  projectSchema,
  promptPackSchema,
} from "../../../prompts-gpt/src/registry/contract/shapes.ts";
import type { Scope } from "../store/tokens.ts";
import {
  changeListSchema,
  changeQuerySchema,
  importedSchema,
  keptPromptSchema,
  slugListSchema,
  slugQuerySchema,
  labelledSchema,
  madeProjectSchema,
  newProjectSchema,
  newTokenSchema,
  projectListSchema,
  shownTokenSchema,
  tokenListSchema,
} from "./shapes.ts";

/** What this server has besides the routes of the contract. */
const OWN_ROUTES = {
  updateProject: {
    method: "PUT",
    path: "/project",
    summary: "Says anew what the project of the token is.",
    request: projectFieldsSchema,
    response: projectSchema,
  },
  restorePrompt: {
    method: "POST",
    path: "/prompts/{slug}/restore",
    summary: "Takes an archived prompt back.",
    response: promptPackSchema,
  },
  listSlugs: {
    method: "GET",
    path: "/slugs",
    summary: "The names of all prompts, archived ones too, 1,000 at a time.",
    query: slugQuerySchema,
    response: slugListSchema,
  },
  exportPrompt: {
    method: "GET",
    path: "/prompts/{slug}/export",
    summary: "A prompt with everything that is kept of it.",
    response: keptPromptSchema,
  },
  importPrompt: {
    method: "POST",
    path: "/prompts/{slug}/import",
    summary: "Adds what is not there of a prompt that was exported; 409 when what is there says something else.",
    request: keptPromptSchema,
    response: importedSchema,
  },
  setLabel: {
    method: "PUT",
    path: "/prompts/{slug}/labels/{label}",
    summary: "Puts a label on a version, and takes it from the one that had it.",
    request: labelledSchema,
    response: labelledSchema,
  },
  removeLabel: { method: "DELETE", path: "/prompts/{slug}/labels/{label}", summary: "Takes a label away." },
  listChanges: {
    method: "GET",
    path: "/changes",
    summary: "What was changed, when, and with which token; the latest first.",
    query: changeQuerySchema,
    response: changeListSchema,
  },
  listTokens: { method: "GET", path: "/tokens", summary: "The project's tokens.", response: tokenListSchema },
  createToken: {
    method: "POST",
    path: "/tokens",
    summary: "A new token. It is in the answer, and nobody can see it again.",
    request: newTokenSchema,
    response: shownTokenSchema,
  },
  revokeToken: { method: "DELETE", path: "/tokens/{id}", summary: "Ends a token, at once and for good." },
  listProjects: {
    method: "GET",
    path: "/projects",
    summary: "All projects; for administrators of the first one.",
    response: projectListSchema,
  },
  createProject: {
    method: "POST",
    path: "/projects",
    summary: "A new project and a token for its administrator; for administrators of the first one.",
    request: newProjectSchema,
    response: madeProjectSchema,
  },
} as const satisfies Readonly<Record<string, Route>>;

export const ALL_ROUTES = { ...ROUTES, ...OWN_ROUTES };
export type Operation = keyof typeof ALL_ROUTES;

/** What a token has to allow. */
export const SCOPE_OF: Readonly<Record<Operation, Scope>> = {
  getProject: "read",
  listPrompts: "read",
  getPrompt: "read",
  listVersions: "read",
  listModels: "read",
  listChanges: "read",
  listSlugs: "read",
  exportPrompt: "read",
  putPrompt: "write",
  archivePrompt: "write",
  restorePrompt: "write",
  setLabel: "write",
  removeLabel: "write",
  generatePrompts: "write",
  importPrompt: "admin",
  updateProject: "admin",
  listTokens: "admin",
  createToken: "admin",
  revokeToken: "admin",
  listProjects: "admin",
  createProject: "admin",
};
