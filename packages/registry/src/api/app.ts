import { Hono } from "hono";
import type { Logger } from "pino";
import { API_PATH } from "../../../prompts-gpt/src/registry/contract/routes.ts";
import { Unavailable } from "../store/database.ts";
import type { Store } from "../store/store.ts";
import { Access } from "./access.ts";
import { Answers } from "./answers.ts";
import { endpoint, type Handler, keptEndpoint } from "./endpoint.ts";
import { Figures } from "./figures.ts";
import { addDescription, addHealth, addMetrics, HEALTH } from "./health.ts";
import { addOperator } from "./operator.ts";
import { isOurHost, type Hosts } from "./hosts.ts";
import { addressOf } from "./address.ts";
import type { Parts } from "./parts.ts";
import { problem, ProblemError } from "./problem.ts";
import * as model from "./model-routes.ts";
import * as project from "./project-routes.ts";
import * as prompt from "./prompt-routes.ts";
import { type Bindings, type Env, headerIn, type RequestContext } from "./request-context.ts";
import { watcher } from "./watcher.ts";
import { ALL_ROUTES, type Operation } from "./routes.ts";

export interface AppOptions extends Partial<Pick<Parts, "ask" | "models">> {
  readonly store: Store;
  readonly log: Logger;
  /** The names that this server is asked under; all others are refused. */
  readonly hosts: Hosts;
  /** Whether `X-Forwarded-For` of the one who connects to us says who asks. */
  readonly trustProxy: boolean;
  /**
   * Adds what else is served, and says how a path is answered that nothing has. No wildcard: with a second handler that fits
   * its path no answer of the API could be given at once.
   */
  readonly addMore?: (app: Hono<Env>, parts: Parts) => (c: RequestContext) => Promise<Response> | undefined;
}

/** The whole server as a function of a request. */
export interface App {
  fetch(request: Request, bindings: Bindings): Response | Promise<Response>;
  readonly access: Access;
}

export function createApp({ store, log, hosts, trustProxy, ask, models = [], addMore }: AppOptions): App {
  const access = new Access(store);
  const answers = new Answers();
  const parts: Parts = { store, access, answers, ask, models, addressOf: (c) => addressOf(c, trustProxy) };
  const app = new Hono<Env>();
  const figures = new Figures();
  addHealth(app, store);
  addMetrics(app, parts, figures);
  addDescription(app);
  addApi(app, parts);
  addOperator(app, store);
  const missing = addMore?.(app, parts);
  app.notFound((c) => missing?.(c) ?? notFound(c));
  app.onError((error, c) => failed(error, c, log));
  const watch = watcher(log, figures);
  return {
    access,
    // Not as middleware of the framework: then no answer could be given at once.
    fetch: (request, bindings) => {
      if (bindings.isOperator !== true && !isOurs(request, bindings, hosts))
        return watch(request, bindings, wrongName());
      return watch(request, bindings, app.fetch(request, bindings));
    },
  };
}

function wrongName(): Response {
  return problem(421, { detail: "This server is not asked under this name. Its own is set with --public-url." });
}

function isOurs(request: Request, bindings: Bindings, hosts: Hosts): boolean {
  return isOurHost(headerIn(request, bindings, "host"), hosts) || HEALTH.test(request.url);
}

const KEPT = { listPrompts: prompt.listPrompts, getPrompt: prompt.getPrompt };
const OTHERS = {
  getProject: project.getProject,
  updateProject: project.updateProject,
  listVersions: prompt.listVersions,
  listModels: model.listModels,
  generatePrompts: model.generatePrompts,
  putPrompt: prompt.putPrompt,
  archivePrompt: prompt.archivePrompt,
  restorePrompt: prompt.restorePrompt,
  listSlugs: prompt.listSlugs,
  exportPrompt: prompt.exportPrompt,
  importPrompt: prompt.importPrompt,
  setLabel: project.setLabel,
  removeLabel: project.removeLabel,
  listChanges: project.listChanges,
  listTokens: project.listTokens,
  createToken: project.createToken,
  revokeToken: project.revokeToken,
  listProjects: project.listProjects,
  createProject: project.createProject,
} satisfies Record<Exclude<Operation, keyof typeof KEPT>, Handler>;

function addApi(app: Hono<Env>, parts: Parts): void {
  for (const [operation, handle] of Object.entries(KEPT))
    keptEndpoint(app, parts, [operation as keyof typeof KEPT, handle]);
  for (const [operation, handle] of Object.entries(OTHERS))
    endpoint(app, parts, [operation as keyof typeof OTHERS, handle]);
}

/** 405 where there is a route of this path, and the methods that it has. */
function notFound(c: RequestContext): Response {
  const path = c.req.path;
  const allowed = Object.values(ALL_ROUTES)
    .filter((route) => new RegExp(`^${API_PATH}${route.path.replaceAll(/\{\w+\}/g, "[^/]+")}$`).test(path))
    .map(({ method }) => method);
  if (allowed.length === 0) return problem(404, { detail: "There is nothing at this path. See: /openapi.json" });
  return problem(405, { headers: { allow: [...new Set(allowed)].join(", ") } });
}

function failed(error: unknown, c: RequestContext, log: Logger): Response {
  if (error instanceof ProblemError) return problem(error.status, error.fields);
  if (error instanceof Unavailable) {
    log.warn({ route: c.env.route, why: error.message }, "the database does not answer");
    return problem(503, { detail: "Try again soon.", headers: { "retry-after": "2" } });
  }
  // Of an error of the database neither the statement nor its values are written down: a prompt's text is in them.
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  log.error({ route: c.env.route, error: { name, message, stack } }, "a request failed");
  return problem(500, { detail: "The server's log says why." });
}
