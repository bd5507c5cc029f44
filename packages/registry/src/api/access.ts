import { timingSafeEqual } from "node:crypto";
import { hashOf, SCOPES, type Scope, type TokenOwner } from "../store/tokens.ts";
import type { Revision } from "../store/revisions.ts";
import type { Store } from "../store/store.ts";
import type { Author } from "../store/write.ts";
import { Failures } from "./failures.ts";
import { ProblemError } from "./problem.ts";

/** Who asks, and what of the project's state may be answered from memory. */
export interface Caller extends Author {
  readonly scope: Scope;
  /** Of the project's content; null: nothing is to be answered from memory. */
  readonly content: number | null;
}

/** Tokens that are remembered; others are looked up again. */
const MOST_KNOWN = 10_000;

/** How a token was shown, and what the project's state was then. */
interface Shown {
  readonly hash: string;
  readonly address: string;
}

/** Knows who has a token. */
export class Access {
  readonly #store: Store;
  readonly #failures = new Failures();
  readonly #known = new Map<string, TokenOwner>();
  #used = new Map<string, Date>();

  constructor(store: Store) {
    this.#store = store;
  }

  /**
   * Fails with the same 401 whatever is wrong with the token, and with 429 when it came from where too many were. No promise
   * where it can be said at once.
   */
  caller(token: string | undefined, address: string): Caller | Promise<Caller> {
    if (token === undefined) {
      this.#refuseMany(address);
      return this.#refuse(address);
    }
    const shown = { hash: hashOf(token), address };
    const owner = this.#known.get(shown.hash);
    // Whoever is known goes on working where others fail.
    if (owner === undefined) return this.#lookUp(shown);
    const revision = this.#store.revision(owner.projectId);
    if (!(revision instanceof Promise)) return this.#recall(owner, shown, revision);
    return revision.then((now) => this.#recall(owner, shown, now));
  }

  /** Who has the token of this hash, which a session of the page stands for; undefined when it does not hold any more. */
  async owner(hash: string): Promise<Caller | undefined> {
    const owner = await this.#store.tokens.find(hash);
    const revision = owner === undefined ? undefined : await this.#store.revision(owner.projectId);
    if (owner === undefined || revision === undefined || !holds(owner)) return undefined;
    return this.#letIn(owner, revision);
  }

  /** Writes down when tokens were used. */
  async flush(): Promise<void> {
    const times = this.#used;
    this.#used = new Map();
    await this.#store.tokens.used(times);
  }

  /** From memory, as long as no token of the project was changed. */
  #recall(owner: TokenOwner, shown: Shown, revision: Revision | undefined): Caller | Promise<Caller> {
    if (revision?.access === owner.access && holds(owner)) return this.#letIn(owner, revision);
    this.#known.delete(shown.hash);
    return this.#find(shown); // also where others fail: it was known
  }

  async #lookUp(shown: Shown): Promise<Caller> {
    this.#refuseMany(shown.address);
    return this.#find(shown);
  }

  async #find(shown: Shown): Promise<Caller> {
    const owner = await this.#store.tokens.find(shown.hash);
    // One that does not hold takes as long as one that nobody has, and is not remembered: shown again, it is counted as such.
    if (owner === undefined || !isOf(owner, shown.hash) || !holds(owner)) return this.#refuse(shown.address);
    const revision = await this.#store.revision(owner.projectId);
    if (revision === undefined) return this.#refuse(shown.address);
    const [oldest] = this.#known.keys();
    if (this.#known.size >= MOST_KNOWN && oldest !== undefined) this.#known.delete(oldest);
    this.#known.set(shown.hash, owner);
    return this.#letIn(owner, revision);
  }

  #letIn(owner: TokenOwner, { content }: Revision): Caller {
    const { id, name, scope, projectId } = owner;
    this.#used.set(id, new Date());
    return { projectId, tokenId: id, name, scope, content };
  }

  #refuse(address: string): never {
    this.#failures.add(address);
    throw refused();
  }

  #refuseMany(address: string): void {
    const wait = this.#failures.waitFor(address);
    if (wait > 0) throw tooMany(wait);
  }
}

/** The database found it by an index, byte by byte: of a hash, whose bytes nobody can choose. This takes as long whatever it is. */
function isOf({ hash }: TokenOwner, shown: string): boolean {
  return timingSafeEqual(Buffer.from(hash, "latin1"), Buffer.from(shown, "latin1"));
}

function holds({ expiresAt, revokedAt }: TokenOwner): boolean {
  return revokedAt === null && (expiresAt === null || expiresAt.getTime() > Date.now());
}

/** The same whether it is unknown, expired or revoked: nobody learns which it was. */
function refused(): ProblemError {
  return new ProblemError(401, {
    detail: "Send one that holds: Authorization: Bearer pgpt_…",
    headers: { "www-authenticate": 'Bearer realm="prompts-gpt"' },
  });
}

function tooMany(seconds: number): ProblemError {
  return new ProblemError(429, {
    detail: `Too many tokens from this address did not hold. Try again in ${seconds} s.`,
    headers: { "retry-after": String(seconds) },
  });
}

export function may(caller: Pick<Caller, "scope">, needed: Scope): boolean {
  return SCOPES.indexOf(caller.scope) >= SCOPES.indexOf(needed);
}
