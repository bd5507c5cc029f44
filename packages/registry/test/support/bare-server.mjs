/** What the registry is measured beside: the same framework with one route for each answer, which is there already. */
import { readFileSync } from "node:fs";
import { serve } from "@hono/node-server";
import { Hono } from "hono";

const app = new Hono();
for (const [path, file] of Object.entries(JSON.parse(process.argv[2]))) {
  const body = readFileSync(file);
  app.get(path, () => new Response(body, { headers: { "content-type": "application/json" } }));
}
serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 }, ({ port }) => console.log(JSON.stringify({ port })));
