import { hash, randomBytes, randomUUID } from "node:crypto";
import { type Author, type Base, write, type Writing } from "./write.ts";

/** Each may do what the one before it may. `read`: see prompts; `write`: change them; `admin`: tokens and the project, too. */
export const SCOPES = ["read", "write", "admin"] as const;
export type Scope = (typeof SCOPES)[number];

export interface TokenRow {
  readonly id: string;
  readonly name: string;
  readonly scope: Scope;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
}

export interface NewToken {
  readonly name: string;
  readonly scope: Scope;
  readonly expiresAt?: Date | undefined;
}

/** What is known of a token that was shown. */
export interface TokenOwner extends Pick<TokenRow, "id" | "name" | "scope" | "expiresAt" | "revokedAt"> {
  readonly projectId: string;
  readonly hash: string;
  /** Of the project's tokens, when this was read. */
  readonly access: number;
}

export interface Tokens {
  /** The token itself is in the answer, and nowhere else ever. */
  create(author: Author, token: NewToken): Promise<TokenRow & { readonly token: string }>;
  /** The same for the first token of a project; undefined: it has had one. */
  createFirst(author: Author, token: NewToken): Promise<string | undefined>;
  /** The newest first, revoked ones too, at most 1,000. */
  list(project: string): Promise<TokenRow[]>;
  /** False: there is none of this id that holds. */
  revoke(author: Author, id: string): Promise<boolean>;
  /** By what {@link hashOf} made of it. Nothing is decided here about whether it still holds. */
  find(hash: string): Promise<TokenOwner | undefined>;
  /** When tokens were last used, by their ids. */
  used(times: ReadonlyMap<string, Date>): Promise<void>;
}

/**
 * SHA-256 once, in hexadecimal. A slow hash protects what people choose; a token is 32 random bytes, which nobody guesses
 * from a digest, however fast it is made.
 */
export function hashOf(token: string): string {
  return hash("sha256", token);
}

const COLUMNS = `id, name, scope, created_at as "createdAt", expires_at as "expiresAt",
  last_used_at as "lastUsedAt", revoked_at as "revokedAt"`;

export function tokensOf(base: Base): Tokens {
  const { database } = base;
  return {
    create: (author, token) => write(base, author, (queries) => insert(queries, author, token)),
    createFirst: (author, token) =>
      write(base, author, async (queries) => {
        const some = await queries.query("select id from token where project_id = $1 limit 1", [author.projectId]);
        return some.length > 0 ? undefined : (await insert(queries, author, token)).token;
      }),
    list: (project) =>
      database.query<TokenRow>(
        `select ${COLUMNS} from token where project_id = $1 order by created_at desc, id limit 1000`,
        [project],
      ),
    revoke: (author, id) =>
      write(base, author, async (queries) => {
        const revoked = await queries.query<{ name: string }>(
          `update token set revoked_at = now() where project_id = $1 and id = $2 and revoked_at is null returning name`,
          [author.projectId, id],
        );
        const [row] = revoked;
        if (row === undefined) return false;
        await queries.note({ action: "token.revoke", label: row.name });
        return true;
      }),
    find: async (hash) => {
      const [row] = await database.query<TokenOwner>(
        `select t.id, t.name, t.scope, t.hash, t.expires_at as "expiresAt", t.revoked_at as "revokedAt",
           t.project_id as "projectId", p.access::float8 as access
         from token t join project p on p.id = t.project_id where t.hash = $1`,
        [hash],
      );
      return row;
    },
    used: async (times) => {
      if (times.size === 0) return;
      await database.query(
        `update token set last_used_at = greatest(last_used_at, seen.at)
         from unnest($1::text[], $2::timestamptz[]) as seen(id, at) where token.id = seen.id`,
        [[...times.keys()], [...times.values()].map((time) => time.toISOString())],
      );
    },
  };
}

async function insert(
  queries: Writing,
  { projectId }: Author,
  { name, scope, expiresAt }: NewToken,
): Promise<TokenRow & { readonly token: string }> {
  const token = `pgpt_${randomBytes(32).toString("base64url")}`;
  const [row] = await queries.query<TokenRow>(
    `insert into token (id, project_id, name, hash, scope, expires_at) values ($1, $2, $3, $4, $5, $6)
     returning ${COLUMNS}`,
    [randomUUID(), projectId, name, hashOf(token), scope, expiresAt ?? null],
  );
  if (row === undefined) throw new Error("the database returned no row for a new token");
  await queries.note({ action: "token.create", label: name });
  return { ...row, token };
}
