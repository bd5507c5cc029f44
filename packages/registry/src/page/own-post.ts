import { ProblemError } from "../api/problem.ts";
import { headerOf, type RequestContext } from "../api/request-context.ts";

/**
 * Whether a form was sent from a page of ours. The cookie is not sent along from elsewhere (`SameSite=Strict`), but "site" is
 * wider than "origin": other ports and other names of the same domain belong to it. A browser says where a form comes from in
 * one of two headers at least; without either of them, or with one that says another place, nothing is done.
 */
function isOwnPost(c: RequestContext): boolean {
  const [site, origin] = [headerOf(c, "sec-fetch-site"), headerOf(c, "origin")];
  if (site === undefined && origin === undefined) return false;
  if (site !== undefined && site !== "same-origin") return false;
  return origin === undefined || hostOf(origin) === headerOf(c, "host")?.toLowerCase();
}

/** As it stands in the header of that name: without the port where it is the usual one. */
function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}

export function onlyOwn(c: RequestContext): void {
  if (!isOwnPost(c)) throw new ProblemError(403, { detail: "This was not sent from a page of this server." });
}
