import {
  client,
  type ClientApp,
  methods,
  type RequestPermissionRequest,
  type RequestPermissionResponse,
} from "@agentclientprotocol/sdk";
import type { Access } from "../providers/provider.ts";
import { object } from "../providers/json.ts";
import { readTextFile, Refused, writeTextFile } from "./files.ts";
import { whyNot } from "./permission.ts";
import type { Place } from "./place.ts";
import type { Terminals } from "./terminals.ts";
import type { Updates } from "./updates.ts";

/** What the agent is served with. */
export interface Service {
  readonly access: Access;
  readonly readsItself: boolean;
  readonly place: Place;
  readonly terminals: Terminals;
  readonly updates: Updates;
  /** Something was asked for and not allowed. */
  denied(what: string): void;
  /** Aborted when the turn is over: a question that is still open is answered with that. */
  readonly signal: AbortSignal;
}

/** Answers what an agent may ask of us. What was not offered is not there. */
export function serve(service: Service): ClientApp {
  const app = client({ name: "prompts-gpt" });
  app.onRequest(methods.client.session.requestPermission, ({ params }) => permission(service, params));
  const { place, access, readsItself } = service;
  if (!readsItself)
    app.onRequest(methods.client.fs.readTextFile, ({ params }) =>
      guarded(service, "read", async () => ({ content: await readTextFile(place, params) })),
    );
  if (access !== "read")
    app.onRequest(methods.client.fs.writeTextFile, ({ params }) =>
      guarded(service, "write", async () => {
        await writeTextFile(place, params);
        return {};
      }),
    );
  return access === "full" ? withTerminals(app, service) : app;
}

function withTerminals(app: ClientApp, service: Service): ClientApp {
  const { terminals } = service;
  const { terminal } = methods.client;
  return app
    .onRequest(terminal.create, ({ params }) =>
      guarded(service, "run", async () => ({ terminalId: await terminals.create(params) })),
    )
    .onRequest(terminal.output, ({ params }) => terminals.output(params.terminalId))
    .onRequest(terminal.waitForExit, ({ params }) => terminals.waitForExit(params.terminalId))
    .onRequest(terminal.kill, ({ params }) => {
      terminals.kill(params.terminalId);
      return {};
    })
    .onRequest(terminal.release, ({ params }) => {
      terminals.release(params.terminalId);
      return {};
    });
}

async function guarded<T>(service: Service, what: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof Refused) service.denied(`The agent was not allowed to ${what}: ${error.message}.`);
    throw error;
  }
}

/** Once, never for ever: what the agent would write down for its next run is not ours to allow. */
async function permission(service: Service, params: RequestPermissionRequest): Promise<RequestPermissionResponse> {
  if (service.signal.aborted) return { outcome: { outcome: "cancelled" } };
  const { updates, access, place } = service;
  const told = object(params.toolCall);
  const option = (kind: string) => params.options.find((one) => one.kind === kind)?.optionId;
  const once = option("allow_once");
  const why =
    (await whyNot(updates.callAfter(told), access, place)) ??
    (once === undefined ? "it cannot be allowed once" : undefined);
  if (why === undefined && once !== undefined) {
    updates.start(told);
    return { outcome: { outcome: "selected", optionId: once } };
  }
  updates.deny(told, `Not allowed: ${why}.`);
  const reject = option("reject_once") ?? option("reject_always");
  if (reject === undefined) return { outcome: { outcome: "cancelled" } };
  return { outcome: { outcome: "selected", optionId: reject } };
}
