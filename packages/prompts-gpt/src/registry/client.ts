import { processEnv } from "../config/environment.ts";
import { ExecutionError } from "../errors.ts";
import { call, type Call, type Connection } from "./call.ts";
import {
  type Checked,
  checkOptions,
  type ClientOptions,
  DEFAULT_TIMEOUT_MS,
  GENERATE_TIMEOUT_MS,
} from "./client-options.ts";
import type { PromptQuery } from "./contract/types.ts";
import { ROUTES } from "./contract/routes.ts";
import type {
  GeneratedPrompt,
  GeneratePromptsInput,
  ProjectContext,
  PromptDraft,
  PromptPack,
  PromptVersion,
  RegistryModel,
} from "./contract/types.ts";
import { NotFoundError } from "./problem.ts";
import { checkPack, checkPacks, eachOnce, type PackProblem } from "./packs.ts";
import { transportFor } from "./transport.ts";

/** What every call takes. */
export interface CallOptions {
  /** Gives the call up. */
  readonly signal?: AbortSignal;
}

/** Which prompts; all conditions have to hold. `query` is another name of `q`; `limit`: at most so many, 1–100. */
export interface PullPromptsQuery extends Omit<PromptQuery, "cursor" | "archived"> {
  readonly query?: string;
}

/** What pulling takes besides. */
export interface PullOptions extends CallOptions {
  /** Told after each page how many prompts there are so far. */
  readonly onProgress?: (so: { readonly prompts: number }) => void;
}

export interface Pulled {
  readonly prompts: readonly PromptPack[];
  /** What was sent and cannot be a prompt: left out, and why. */
  readonly problems: readonly PackProblem[];
}

const LARGEST_PAGE = 100;
/** More than this is no library: a hundred thousand prompts. */
const MAX_PAGES = 1_000;

/**
 * Speaks to a registry. Every method rejects with an `AuthError` for 401 and 403, a `ConflictError` for 412, and else an
 * `ExecutionError`; with a `ConfigError` for wrong use, before anything is sent. What is safe to repeat is tried up to
 * four times; `Retry-After` is kept to, up to a minute.
 */
export class PromptsGptClient {
  readonly #connection: Connection;
  readonly #options: Checked;

  constructor(options: ClientOptions = {}) {
    this.#options = checkOptions(options);
    this.#connection = {
      ...options,
      options: this.#options,
      transport: options.fetch ?? transportFor(this.#options.apiUrl, options.env ?? processEnv()),
    };
  }

  /** The project that the token stands for. */
  getProject(options: CallOptions = {}): Promise<ProjectContext> {
    return this.#call({ ...options, route: ROUTES.getProject });
  }

  /** The prompts that `query` means, by slug. Rejects when one of them does not hold: `pull` leaves it out instead. */
  async pullPrompts(query: PullPromptsQuery = {}, options: CallOptions = {}): Promise<PromptPack[]> {
    const { prompts, problems } = await this.pull(query, options);
    const [first] = problems;
    if (first === undefined) return [...prompts];
    throw this.#unusable(`sends a prompt that does not hold (${first.name}): ${first.message}`);
  }

  /** The prompts that `query` means, by slug, a page after the other; those that do not hold beside them. */
  async pull(
    { query, limit, ...conditions }: PullPromptsQuery = {},
    { onProgress, ...options }: PullOptions = {},
  ): Promise<Pulled> {
    const prompts: PromptPack[] = [];
    const problems: PackProblem[] = [];
    for await (const page of this.#pages(
      { ...conditions, q: conditions.q ?? query, limit: limit ?? LARGEST_PAGE },
      options,
    )) {
      const { packs, problems: bad } = checkPacks(page);
      prompts.push(...packs);
      problems.push(...bad);
      onProgress?.({ prompts: prompts.length });
      if (limit !== undefined) break;
    }
    return onlyAsked({ prompts, problems }, { ...conditions, ...(limit === undefined ? {} : { limit }) });
  }

  async *#pages(query: Call["query"], options: CallOptions): AsyncGenerator<readonly unknown[]> {
    const seen = new Set<string>();
    for (let cursor: string | undefined; seen.size < MAX_PAGES;) {
      const page: { prompts: unknown[]; nextCursor: string | null } = await this.#call({
        ...options,
        route: ROUTES.listPrompts,
        query: { ...query, cursor },
      });
      yield page.prompts;
      if (page.nextCursor === null) return;
      if (seen.has(page.nextCursor)) throw this.#unusable("sends the same page again and again");
      cursor = page.nextCursor;
      seen.add(cursor);
    }
    throw this.#unusable(`has no end: after ${MAX_PAGES} pages there is another one`);
  }

  /** One prompt: the latest version, or the one that is named by its number or a label. */
  async getPrompt(
    slug: string,
    { version, label, ...options }: CallOptions & { readonly version?: number; readonly label?: string } = {},
  ): Promise<PromptPack> {
    const pack = checkPack(await this.#call({ ...options, route: ROUTES.getPrompt, slug, query: { version, label } }));
    if (typeof pack === "string") throw this.#unusable(`sends a prompt that does not hold: ${pack}`);
    if (pack.slug !== slug) throw this.#unusable(`sends another prompt than ${JSON.stringify(slug)}`);
    // A registry that keeps no old versions sends the one that it has.
    if (version !== undefined && pack.version !== version)
      throw new NotFoundError(
        `The registry at ${this.#options.apiUrl} sent version ${pack.version} of ${JSON.stringify(slug)} where ${version} was asked for.`,
        `prompts-gpt pull --slug ${slug}`,
      );
    return pack;
  }

  /** All versions, the latest first. */
  async listVersions(slug: string, options: CallOptions = {}): Promise<PromptVersion[]> {
    const { versions } = await this.#call<{ versions: PromptVersion[] }>({
      ...options,
      route: ROUTES.listVersions,
      slug,
    });
    return versions;
  }

  /** Publishes a version that was made from `ifMatch` (0: a new prompt); a later one in the registry rejects. */
  putPrompt(
    slug: string,
    draft: PromptDraft,
    { ifMatch, ...options }: CallOptions & { readonly ifMatch: number },
  ): Promise<PromptPack> {
    return this.#call({ ...options, route: ROUTES.putPrompt, slug, body: draft, ifMatch });
  }

  /** The models that the registry knows. */
  async fetchModels(options: CallOptions = {}): Promise<RegistryModel[]> {
    const { models } = await this.#call<{ models: RegistryModel[] }>({ ...options, route: ROUTES.listModels });
    return models;
  }

  /** Drafts for a goal, made by the registry's model: nothing is stored, here or there. 60 seconds by default. */
  async generatePrompts(input: GeneratePromptsInput, options: CallOptions = {}): Promise<GeneratedPrompt[]> {
    const { prompts } = await this.#call<{ prompts: GeneratedPrompt[] }>(
      { ...options, route: ROUTES.generatePrompts, body: input },
      GENERATE_TIMEOUT_MS,
    );
    return prompts;
  }

  /** The route's schema has made sure of the type. */
  async #call<T>(what: Omit<Call, "timeoutMs">, usual = DEFAULT_TIMEOUT_MS): Promise<T> {
    return (await call(this.#connection, { ...what, timeoutMs: this.#options.timeoutMs ?? usual })) as T;
  }

  #unusable(what: string): ExecutionError {
    return new ExecutionError(
      `The registry at ${this.#options.apiUrl} ${what}.`,
      "Tell whoever runs it; nothing was changed here.",
    );
  }
}

/** Whatever a registry sends: no more than was asked for. */
function onlyAsked({ prompts, problems }: Pulled, { limit, slug }: Pick<PullPromptsQuery, "limit" | "slug">): Pulled {
  const { once, twice } = eachOnce(prompts);
  const isAsked = (pack: PromptPack) => slug === undefined || pack.slug === slug;
  const others = once.filter((pack) => !isAsked(pack));
  const message = "slug: another prompt was asked for";
  return {
    prompts: once.filter(isAsked).slice(0, limit),
    problems: [...problems, ...twice, ...others.map((pack) => ({ name: JSON.stringify(pack.slug), message }))],
  };
}
