import { randomBytes } from "node:crypto";
import type { Database } from "./database.ts";
import { hashOf } from "./tokens.ts";

/** Whoever signed in signs in again after so many hours. */
export const SESSION_HOURS = 12;

/** Sessions of the page, each of one token. */
export interface Sessions {
  /** Its id: 32 random bytes, of which the database has the hash alone. */
  start(tokenId: string): Promise<string>;
  /** The hash of its token. Whether that still holds is not decided here. */
  find(id: string): Promise<string | undefined>;
  end(id: string): Promise<void>;
}

export function sessionsOf(database: Database): Sessions {
  return {
    start: async (tokenId) => {
      const id = randomBytes(32).toString("base64url");
      await database.query("delete from session where expires_at < now()");
      await database.query(
        "insert into session (hash, token_id, expires_at) values ($1, $2, now() + make_interval(hours => $3))",
        [hashOf(id), tokenId, SESSION_HOURS],
      );
      return id;
    },
    find: async (id) => {
      const [row] = await database.query<{ hash: string }>(
        "select t.hash from session s join token t on t.id = s.token_id where s.hash = $1 and s.expires_at > now()",
        [hashOf(id)],
      );
      return row?.hash;
    },
    end: async (id) => {
      await database.query("delete from session where hash = $1", [hashOf(id)]);
    },
  };
}
