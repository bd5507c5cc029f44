import type { Hono } from "hono";
import type { Store } from "../store/store.ts";
import { problem } from "./problem.ts";
import { bearerOf } from "./bearer.ts";
import type { Figures } from "./figures.ts";
import type { Parts } from "./parts.ts";
import { json, reply } from "./reply.ts";
import { type Env, headerOf } from "./request-context.ts";

/** The URLs of these. */
export const HEALTH = /^https?:\/\/[^/]*\/(?:healthz|readyz)$/;

/** Asked by whoever watches over the server, under any name: they tell nothing but that. */
export function addHealth(app: Hono<Env>, store: Store): void {
  app.get("/healthz", () => json({ ok: true }));
  app.get("/readyz", async () => {
    try {
      await store.database.query("select 1");
      return json({ ok: true });
    } catch {
      return problem(503, { detail: "Try again soon.", headers: { "retry-after": "2" } });
    }
  });
}

/** How it goes, for whoever has a token: it tells how much the registry is used. */
export function addMetrics(app: Hono<Env>, { access, addressOf }: Parts, figures: Figures): void {
  app.get("/metrics", async (c) => {
    if (c.env.isOperator !== true) await access.caller(bearerOf(headerOf(c, "authorization")), addressOf(c));
    return reply({ status: 200, type: "text/plain; version=0.0.4; charset=utf-8", body: figures.text() });
  });
}

export function addDescription(app: Hono<Env>): void {
  app.get("/openapi.json", async () => {
    const { default: description } = await import("../../schemas/openapi.json", { with: { type: "json" } });
    return json(description);
  });
}
