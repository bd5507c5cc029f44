import { timingSafeEqual } from "node:crypto";
import { hashOf, SCOPES, type Scope, type TokenOwner } from "../store/tokens.ts";
import type { Store } from "../store/store.ts";
import type { Author } from "../store/write.ts";
import type { Failures } from "./failures.ts";
import { ProblemError } from "./problem.ts";

/** Who asks, and what of the project's state may be answered from memory. */
export interface Caller extends Author {
  readonly scope: Scope;
  /** Of the project's content; null: nothing is to be answered from memory. */
  readonly content: number | null;
}

export interface Access {
  /** Who has this token. Rejects with the same 401 whatever is wrong with it, and with 429 when it came from where too many were. */
  caller(token: string | undefined, address: string): Promise<Caller>;
  /** Who has the token with this hash, which a session of the page stands for; undefined when it does not hold any more. */
  owner(hash: string): Promise<Caller | undefined>;
  /** Writes down when tokens were used. */
  flush(): Promise<void>;
}

/** Tokens that are remembered; others are looked up again. */
const MOST_KNOWN = 10_000;

export function accessTo(store: Store, failures: Failures): Access {
  const known = new Map<string, TokenOwner>();
  let used = new Map<string, Date>();

  /** As the database has it now: from memory as long as no token of the project was changed. */
  const find = async (hash: string) => {
    const kept = known.get(hash);
    if (kept !== undefined) {
      const revision = await store.revision(kept.projectId);
      if (revision?.access === kept.access) return { owner: kept, content: revision.content };
      known.delete(hash);
    }
    const owner = await store.tokens.find(hash);
    if (owner === undefined) return undefined;
    const revision = await store.revision(owner.projectId);
    if (revision === undefined) return undefined;
    const [oldest] = known.keys();
    if (known.size >= MOST_KNOWN && oldest !== undefined) known.delete(oldest);
    known.set(hash, owner);
    return { owner, content: revision.content };
  };

  const letIn = ({ owner, content }: { owner: TokenOwner; content: number }): Caller => {
    used.set(owner.id, new Date());
    return { projectId: owner.projectId, tokenId: owner.id, name: owner.name, scope: owner.scope, content };
  };

  return {
    caller: async (token, address) => {
      const hash = token === undefined ? undefined : hashOf(token);
      const wait = failures.waitFor(address);
      // Whoever is known goes on working where others fail.
      if (wait > 0 && (hash === undefined || !known.has(hash))) throw tooMany(wait);
      const found = hash === undefined ? undefined : await find(hash);
      if (hash === undefined || found === undefined || !holds(found.owner, hash)) {
        failures.add(address);
        throw refused();
      }
      return letIn(found);
    },
    owner: async (hash) => {
      const found = await find(hash);
      return found !== undefined && holds(found.owner, hash) ? letIn(found) : undefined;
    },
    flush: async () => {
      const times = used;
      used = new Map();
      await store.tokens.used(times);
    },
  };
}

function holds({ hash, expiresAt, revokedAt }: TokenOwner, shown: string): boolean {
  const isSame = timingSafeEqual(Buffer.from(hash), Buffer.from(shown));
  return isSame && revokedAt === null && (expiresAt === null || expiresAt.getTime() > Date.now());
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
