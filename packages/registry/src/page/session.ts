import type { Caller } from "../api/access.ts";
import { headerOf, type RequestContext } from "../api/request-context.ts";
import { SESSION_HOURS } from "../store/sessions.ts";
import type { PageParts } from "./page.ts";

/*
 * The cookie holds a random id and nothing else; the database has its hash, and which token it was made with. Whether that
 * token holds is looked at anew at each request: revoked or run out, the session is over.
 */

/** A browser takes a cookie of this prefix only when it is ours alone: https, this very host, all paths. */
const nameOf = ({ isSecure }: PageParts): string => (isSecure ? "__Host-registry" : "registry");

/** Who is signed in. */
export async function visitorOf(c: RequestContext, parts: PageParts): Promise<Caller | undefined> {
  const id = idOf(c, parts);
  const hash = id === undefined ? undefined : await parts.store.sessions.find(id);
  return hash === undefined ? undefined : parts.access.owner(hash);
}

/** The header that starts a session; rejects as the API does when the token does not hold. */
export async function signIn(c: RequestContext, parts: PageParts, token: string): Promise<SignedIn> {
  const caller = await parts.access.caller(/^pgpt_[!-~]{1,251}$/.test(token) ? token : undefined, parts.addressOf(c));
  const former = idOf(c, parts);
  if (former !== undefined) await parts.store.sessions.end(former);
  const id = await parts.store.sessions.start(caller.tokenId ?? "");
  return { caller, cookie: cookie(parts, `${id}; Max-Age=${SESSION_HOURS * 3600}`) };
}

export interface SignedIn {
  readonly caller: Caller;
  readonly cookie: string;
}

/** Ends the session; the header that takes the cookie away. */
export async function signOut(c: RequestContext, parts: PageParts): Promise<string> {
  const id = idOf(c, parts);
  if (id !== undefined) await parts.store.sessions.end(id);
  return cookie(parts, "; Max-Age=0");
}

function cookie(parts: PageParts, value: string): string {
  return `${nameOf(parts)}=${value}; Path=/; HttpOnly; SameSite=Strict${parts.isSecure ? "; Secure" : ""}`;
}

function idOf(c: RequestContext, parts: PageParts): string | undefined {
  const pairs = (headerOf(c, "cookie") ?? "").split(";").map((pair) => pair.trim().split("="));
  const value = pairs.find(([name]) => name === nameOf(parts))?.[1];
  return value !== undefined && /^[\w-]{43}$/.test(value) ? value : undefined;
}
