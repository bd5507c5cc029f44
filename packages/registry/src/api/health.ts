import type { Hono } from "hono";
import type { Store } from "../store/store.ts";
import { problem } from "./problem.ts";
import { json } from "./reply.ts";
import type { Env } from "./request-context.ts";

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
