import { headerOf, type RequestContext } from "../api/request-context.ts";
import { readForm } from "./form.ts";
import { Layout } from "./layout.tsx";
import { onlyOwn } from "./own-post.ts";
import type { PageParts } from "./page.ts";
import { move, sendHtml, type Sent } from "./send.ts";
import { signIn } from "./session.ts";
import { refusalOf, SignIn, type SignInPage, TOKEN_FIELD } from "./sign-in.tsx";

export function signInPage(c: RequestContext): Promise<Response> {
  c.env.route = "page";
  const site = headerOf(c, "sec-fetch-site");
  const isFromElsewhere = site === "cross-site" || site === "same-site";
  return sendSignIn(c, { to: localPath(c.req.query("to")), isFromElsewhere });
}

export async function signInPost(c: RequestContext, parts: PageParts): Promise<Response> {
  c.env.route = "page";
  onlyOwn(c);
  const form = await readForm(c, LARGEST);
  const to = localPath(form.get("to"));
  const signed = await signIn(c, parts, form.get(TOKEN_FIELD)?.trim() ?? "").catch(refusalOf);
  if ("refusal" in signed) return sendSignIn(c, { to, trouble: signed.refusal }, signed);
  return move(to, { "set-cookie": signed.cookie });
}

/** Bytes of a token, and of where to go then. */
const LARGEST = 64 * 1024;

function sendSignIn(c: RequestContext, page: SignInPage, { status, headers }: Sent = {}): Promise<Response> {
  return sendHtml(c, <Layout title="Sign in" main={<SignIn {...page} />} />, {
    ...(status === undefined ? {} : { status }),
    ...(headers === undefined ? {} : { headers }),
  });
}

/** A path of this server: `//elsewhere` and `/\elsewhere` are none. */
function localPath(to: string | null | undefined): string {
  return to !== null && to !== undefined && /^\/(?![/\\])[!-~]*$/.test(to) && !to.startsWith("/sign-in") ? to : "/";
}
