import type { Hono } from "hono";
import { backup } from "../store/backup.ts";
import { FIRST_PROJECT } from "../store/projects.ts";
import type { Store } from "../store/store.ts";
import type { Caller } from "./access.ts";
import { ProblemError } from "./problem.ts";
import { reply } from "./reply.ts";
import type { Env } from "./request-context.ts";

/** Names the project that whoever runs the server means; the first one, where it does not say. */
export const PROJECT_HEADER = "x-prompts-gpt-project";

/** Whoever runs the server, as one who may do everything in a project. */
export async function operatorOf(store: Store, name = FIRST_PROJECT): Promise<Caller> {
  const project = await store.projects.find(name);
  if (project === undefined) throw new ProblemError(404, { detail: `There is no project ${JSON.stringify(name)}.` });
  return { projectId: project.id, tokenId: null, name: "operator", scope: "admin", content: null };
}

/** What nobody can ask from outside: there are the digests of all tokens in it. */
export function addOperator(app: Hono<Env>, store: Store): void {
  app.get("/operator/backup", (c) => {
    if (c.env.isOperator !== true) return c.notFound();
    const lines = backup(store.database);
    const body = new ReadableStream<Uint8Array>({
      pull: async (controller) => {
        const next = await lines.next();
        if (next.done === true) controller.close();
        else controller.enqueue(Buffer.from(`${next.value}\n`));
      },
      cancel: async () => void (await lines.return(undefined)),
    });
    return reply({ status: 200, type: "application/x-ndjson", body });
  });
}
