import { Hono } from "hono";
import { API_PATH } from "../../../prompts-gpt/src/registry/contract/routes.ts";
import { ProblemError } from "../api/problem.ts";
import { type Env, headerOf, type RequestContext } from "../api/request-context.ts";
import { answerGet, answerPost, sendTrouble } from "./answer.tsx";
import { CSS, ICON, SCRIPT } from "./assets.ts";
import { onlyOwn } from "./own-post.ts";
import type { PageParts } from "./page.ts";
import { PAGE_ROUTES } from "./routes.ts";
import { move, sendAsset } from "./send.ts";
import { signOut } from "./session.ts";
import { signInPage, signInPost } from "./sign-in-routes.tsx";

/** Adds the page to a server; returns what answers people where there is nothing. */
export function addPage(app: Hono<Env>, parts: PageParts): (c: RequestContext) => Promise<Response> | undefined {
  const page = new Hono<Env>();
  for (const asset of [CSS, SCRIPT, ICON]) page.get(asset.path, (c) => sendAsset(c, asset));
  page.get("/sign-in", (c) => signInPage(c));
  page.post("/sign-in", (c) => signInPost(c, parts));
  page.post("/sign-out", async (c) => {
    c.env.route = "page";
    onlyOwn(c);
    return move("/sign-in", { "set-cookie": await signOut(c, parts) });
  });
  for (const route of PAGE_ROUTES) {
    const answer = route.method === "GET" ? answerGet : answerPost;
    page.on(route.method, route.path, (c) => answer(c, parts, route));
  }
  page.onError((error, c) => sendTrouble(c, { error, log: parts.log }));
  app.route("/", page);
  return (c) => {
    const isForPeople = (headerOf(c, "accept") ?? "").includes("text/html") && !c.req.path.startsWith(`${API_PATH}/`);
    const error = new ProblemError(404, { detail: "There is no such page here." });
    return isForPeople ? sendTrouble(c, { error, log: parts.log }) : undefined;
  };
}
