import { request } from "node:http";
import { pino } from "pino";
import { LockError } from "../../../prompts-gpt/src/errors.ts";
import { createApp } from "../api/app.ts";
import { PROJECT_HEADER } from "../api/operator.ts";
import { connectTo, holderOf } from "../lock/lock.ts";
import { openDatabase, type Place } from "../store/open.ts";
import { openStore } from "../store/store.ts";

export interface Question {
  readonly method: "GET" | "PUT" | "POST" | "DELETE";
  readonly path: string;
  readonly body?: unknown;
}

/** The registry of a place, as whoever runs it: the API by its running server, or, where none runs, within this process. */
export interface Reached extends AsyncDisposable {
  ask(question: Question): Promise<Response>;
}

export async function reach(place: Place, project: string): Promise<Reached> {
  const holder = "folder" in place ? await holderOf(place.folder) : undefined;
  if (holder === undefined || !("folder" in place)) return open(place, project);
  return {
    ask: (question) => askBySocket(question, { project, connection: () => connectTo(place.folder, holder) }),
    [Symbol.asyncDispose]: async () => {},
  };
}

async function open(place: Place, project: string): Promise<Reached> {
  const opened = await openDatabase(place);
  try {
    const store = await openStore(opened.database);
    await store.projects.first();
    const log = pino({ level: "silent" });
    const app = createApp({ store, log, hosts: { loopback: false, names: [] }, trustProxy: false });
    return {
      ask: async ({ method, path, body }) => {
        const sent = body === undefined ? {} : { body: JSON.stringify(body) };
        const headers = headersFor(project);
        return app.fetch(new Request(`http://localhost${path}`, { method, headers, ...sent }), { isOperator: true });
      },
      [Symbol.asyncDispose]: () => opened.close(),
    };
  } catch (error) {
    await opened.close();
    throw error;
  }
}

interface Way {
  readonly project: string;
  readonly connection: () => ReturnType<typeof connectTo>;
}

function askBySocket({ method, path, body }: Question, { project, connection }: Way): Promise<Response> {
  return new Promise((resolve, reject) => {
    const asked = request({ method, path, headers: headersFor(project), createConnection: connection }, (answer) => {
      const stream = new ReadableStream<Uint8Array>({
        start: (controller) => {
          answer.on("data", (chunk: Buffer) => {
            controller.enqueue(chunk);
            if ((controller.desiredSize ?? 1) <= 0) answer.pause();
          });
          answer.on("end", () => controller.close());
          answer.on("error", (error) => controller.error(error));
        },
        pull: () => void answer.resume(),
      });
      const { statusCode = 500 } = answer;
      resolve(new Response(statusCode === 204 ? null : stream, { status: statusCode }));
    });
    asked.on("error", (error) =>
      reject(
        new LockError(
          `The server that has the registry open does not answer: ${error.message}`,
          "End it, then try again.",
        ),
      ),
    );
    asked.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

function headersFor(project: string): Record<string, string> {
  return { [PROJECT_HEADER]: project, "content-type": "application/json" };
}
