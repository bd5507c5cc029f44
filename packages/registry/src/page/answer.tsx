import type { Logger } from "pino";
import { type Caller, may } from "../api/access.ts";
import { ProblemError } from "../api/problem.ts";
import type { RequestContext } from "../api/request-context.ts";
import { readForm, readFormOfStranger } from "./form.ts";
import { Layout, type Visitor } from "./layout.tsx";
import { onlyOwn } from "./own-post.ts";
import { type Move, type Page, type PageParts, SAYINGS } from "./page.ts";
import type { PageRoute } from "./routes.ts";
import { move, sendHtml, sendPlain } from "./send.ts";
import { signIn, visitorOf } from "./session.ts";
import { type Refusal, refusalOf, SignInAgain, TOKEN_FIELD } from "./sign-in.tsx";
import { Trouble, troubleOf } from "./trouble.tsx";

export async function answerGet(c: RequestContext, parts: PageParts, route: PageRoute): Promise<Response> {
  c.env.route = "page";
  const caller = await visitorOf(c, parts);
  if (caller !== undefined) return answer(c, parts, { route, caller, form: new URLSearchParams() });
  const { pathname, search } = new URL(c.req.url);
  const to = pathname + search;
  return move(to === "/" ? "/sign-in" : `/sign-in?${new URLSearchParams({ to }).toString()}`);
}

export async function answerPost(c: RequestContext, parts: PageParts, route: PageRoute): Promise<Response> {
  c.env.route = "page";
  onlyOwn(c);
  /** Nothing that was typed is lost to a failure of ours. */
  const failed = (form: URLSearchParams) => (error: unknown) => sendTrouble(c, { error, log: parts.log, form });
  const caller = await visitorOf(c, parts).catch((error: unknown) => ({ error }));
  if (caller === undefined)
    return readFormOfStranger(c, (form) => answerAgain(c, parts, { route, form }).catch(failed(form)));
  if ("error" in caller) return readFormOfStranger(c, (form) => failed(form)(caller.error));
  const form = await readForm(c);
  return answer(c, parts, { route, caller, form }).catch(failed(form));
}

/** Whose session has ended signs in where it was noticed, and what was sent is done then. */
async function answerAgain(c: RequestContext, parts: PageParts, { route, form }: Omit<Visit, "caller">) {
  const again = (refused?: Refusal) => {
    const main = <SignInAgain path={c.req.path} form={form} trouble={refused?.refusal} />;
    const sent = { status: 401, ...(refused === undefined ? {} : { headers: refused.headers }) };
    return sendHtml(c, <Layout title="Sign in again" main={main} />, sent);
  };
  const token = form.get(TOKEN_FIELD);
  if (token === null) return again();
  const signed = await signIn(c, parts, token.trim()).catch(refusalOf);
  if ("refusal" in signed) return again(signed);
  const response = await answer(c, parts, { route, caller: signed.caller, form });
  response.headers.append("set-cookie", signed.cookie);
  return response;
}

interface Visit {
  readonly route: PageRoute;
  readonly caller: Caller;
  readonly form: URLSearchParams;
}

/** For somebody who is signed in. */
async function answer(c: RequestContext, parts: PageParts, { route, caller, form }: Visit): Promise<Response> {
  const params = c.req.param() as Readonly<Record<string, string>>;
  const query = new URL(c.req.url).searchParams;
  const project = (await parts.store.projects.get(caller.projectId))?.brandName ?? "";
  const visitor = { caller, project };
  try {
    if (!may(caller, route.scope))
      throw new ProblemError(403, {
        detail: `This needs the scope “${route.scope}”; your token has “${caller.scope}”.`,
      });
    // The database takes no NUL, and nothing has it in its name.
    if (Object.values(params).some((value) => value.includes("\0")))
      throw new ProblemError(404, { detail: "There is nothing of this name." });
    const done = await route.handle({ caller, parts, form, query, param: (name) => params[name] ?? "" });
    if ("to" in done) return move(target(done));
    if ("plain" in done) return await sendPlain(c, done.plain);
    return await sendPage(c, done, { visitor, notice: noticeOf(query) });
  } catch (error) {
    return sendTrouble(c, { error, log: parts.log, visitor, form });
  }
}

function target({ to, said }: Move): string {
  return said === undefined ? to : `${to}${to.includes("?") ? "&" : "?"}said=${said}`;
}

/** One of our own sentences: nobody can put another one on the page by a link. */
function noticeOf(query: URLSearchParams): string | undefined {
  const said = query.get("said") ?? "";
  return Object.entries(SAYINGS).find(([name]) => name === said)?.[1];
}

interface Around {
  readonly visitor: Visitor;
  readonly notice: string | undefined;
}

function sendPage(c: RequestContext, { status = 200, ...page }: Page, around: Around): Promise<Response> {
  return sendHtml(c, <Layout {...page} {...around} />, { status });
}

interface Failed {
  readonly error: unknown;
  readonly log: Logger;
  readonly visitor?: Visitor;
  /** What was sent. */
  readonly form?: URLSearchParams;
}

/** A page for what went wrong. */
export function sendTrouble(c: RequestContext, { error, log, visitor, form }: Failed): Promise<Response> {
  const trouble = troubleOf(error, (fields, message) => log.error({ ...fields, path: c.req.path }, message));
  const sent = c.req.method === "POST" && form !== undefined ? { path: c.req.path, form } : undefined;
  const main = <Trouble {...trouble} sent={sent} />;
  const document = <Layout title={trouble.title} visitor={visitor} main={main} />;
  return sendHtml(c, document, { status: trouble.status, headers: trouble.headers });
}
