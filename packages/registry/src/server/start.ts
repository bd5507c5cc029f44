import { isLoopback } from "../../../prompts-gpt/src/server-url.ts";
import { type AppOptions, createApp } from "../api/app.ts";
import type { Hosts } from "../api/hosts.ts";
import { addPage } from "../page/add-page.ts";
import { openDatabase, type Place } from "../store/open.ts";
import { openStore, type Store } from "../store/store.ts";
import { listen, listenerOf, type Tls } from "./listen.ts";

export interface StartOptions extends Pick<AppOptions, "ask" | "models" | "trustProxy" | "log"> {
  readonly place: Place;
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** Under which users reach it, where that is not where it listens. */
  readonly publicUrl?: URL | undefined;
  readonly tls?: Tls | undefined;
}

export interface Running {
  readonly url: string;
  /** Only when this start made the first project. */
  readonly adminToken: string | undefined;
  /** Finishes what is under way, and writes down the rest. */
  stop(): Promise<void>;
}

/** How often the times of tokens' last use are written down, and an embedded database is tidied up. */
const TEND_MS = 60_000;

export async function startServer(options: StartOptions): Promise<Running> {
  const { place, host, port, publicUrl, tls, log } = options;
  const opened = await openDatabase(place, (why) => log.warn({ why }, "a connection to the database was lost"));
  try {
    const store = await openStore(opened.database);
    const adminToken = await firstToken(store);
    const isSecure = tls !== undefined || publicUrl?.protocol === "https:";
    const addMore: AppOptions["addMore"] = (routes, parts) => addPage(routes, { ...parts, log, isSecure });
    const app = createApp({ ...options, store, hosts: hostsOf(host, publicUrl), addMore });
    opened.lock?.serve(listenerOf((request) => app.fetch(request, { isOperator: true })));
    const server = await listen({ host, port, tls, fetch: app.fetch });
    const tend = async () => {
      await app.access.flush();
      await store.tidy();
    };
    const tended = () =>
      tend().catch((error: unknown) => log.warn({ why: String(error) }, "last uses were not written"));
    const tending = setInterval(() => void tended(), TEND_MS);
    return {
      url: publicUrl?.origin ?? urlOf({ host, port: server.port, isSecure: tls !== undefined }),
      adminToken,
      stop: async () => {
        clearInterval(tending);
        await server.close();
        await tended();
        await opened.close();
      },
    };
  } catch (error) {
    await opened.close();
    throw error;
  }
}

/** A token for whoever started the server, as long as the first project has had none. */
async function firstToken(store: Store): Promise<string | undefined> {
  const { id } = await store.projects.first();
  const author = { projectId: id, tokenId: null, name: "first start" };
  return store.tokens.createFirst(author, { name: "administrator", scope: "admin" });
}

function hostsOf(host: string, publicUrl: URL | undefined): Hosts {
  return { loopback: isLoopback(bracketed(host)), names: publicUrl === undefined ? [] : [publicUrl.host] };
}

function urlOf({ host, port, isSecure }: { host: string; port: number; isSecure: boolean }): string {
  return `${isSecure ? "https" : "http"}://${bracketed(host)}:${port}`;
}

/** As it stands in a URL. */
function bracketed(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}
