import { randomBytes } from "node:crypto";
import { mkdirSync, rmSync, statSync, utimesSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import { connect, type Socket } from "node:net";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { codeOf } from "../../../prompts-gpt/src/error-code.ts";
import { LockError } from "../../../prompts-gpt/src/errors.ts";
import { claim, fileOf, type Holder, latestGeneration, readHolder, removeBefore } from "./generation.ts";
import { systemId } from "./system-id.ts";

/*
 * Two processes that have one embedded database open lose what was acknowledged, without an error. A folder is held by
 * whoever made the latest `lock.<n>` in it, as long as his socket there answers: the system closes it with the process,
 * however that ends, so there is nothing to clean up. Only one can make `lock.<n + 1>`, and a number is taken away only
 * when a later one is there; so whoever has made one and then sees none later holds the folder alone.
 */

export interface Lock {
  /** Answers what other processes on this machine ask by the socket: who may open it may do everything. */
  serve(listener: RequestListener): void;
  release(): Promise<void>;
}

/** A sign of life for other systems that see the same folder, and cannot reach the socket. */
const BEAT_MS = 5_000;
/** Without one for this long a holder in another system is gone. */
const SILENCE_MS = 20_000;

export async function lockFolder(folder: string): Promise<Lock> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const socket = `lock-${process.pid}-${randomBytes(6).toString("hex")}`;
  const server = createServer((_request, response) => response.writeHead(503).end());
  await listen(server, folder, socket);
  try {
    const generation = await acquire(folder, socket);
    removeBefore(folder, generation);
    const beat = setInterval(() => touch(fileOf(folder, generation)), BEAT_MS);
    beat.unref();
    return {
      serve: (listener) => void server.removeAllListeners("request").on("request", listener),
      release: async () => {
        clearInterval(beat);
        await close(server, join(folder, socket));
      },
    };
  } catch (error) {
    await close(server, join(folder, socket));
    throw error;
  }
}

function touch(file: string): void {
  try {
    utimesSync(file, new Date(), new Date());
  } catch {
    // Somebody has removed it; on this system the socket says that we are there.
  }
}

async function acquire(folder: string, socket: string): Promise<number> {
  for (;;) {
    const latest = latestGeneration(folder);
    const holder = latest === 0 ? undefined : readHolder(folder, latest);
    if (latest > 0 && holder === undefined) continue; // a later one has come meanwhile
    if (holder !== undefined && (await isHeld(folder, latest, holder))) throw refusal(folder, holder);
    const next = latest + 1;
    const us = { pid: process.pid, host: hostname(), system: systemId(), since: new Date().toISOString(), socket };
    if (claim(folder, next, us)) return next;
  }
}

/** Who holds the folder; undefined: nobody does. */
export async function holderOf(folder: string): Promise<Holder | undefined> {
  if (statSync(folder, { throwIfNoEntry: false }) === undefined) return undefined;
  const latest = latestGeneration(folder);
  const holder = latest === 0 ? undefined : readHolder(folder, latest);
  return holder !== undefined && (await isHeld(folder, latest, holder)) ? holder : undefined;
}

/** A connection to whoever holds the folder. */
export function connectTo(folder: string, { socket }: Pick<Holder, "socket">): Socket {
  return within(folder, () => connect(placeOf(socket)));
}

async function isHeld(folder: string, generation: number, holder: Holder): Promise<boolean> {
  if (await answers(folder, holder.socket)) return true;
  return holder.system !== systemId() && (await beats(fileOf(folder, generation)));
}

/** Whether the file is touched again and again; by what happens to it, as the clocks of two systems may differ. */
async function beats(file: string): Promise<boolean> {
  const touched = () => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const before = touched();
  if (Math.abs(Date.now() - before) > 10 * SILENCE_MS) return false;
  for (let waited = 0; waited < SILENCE_MS; waited += 500) {
    await wait(500);
    if (touched() !== before) return true;
  }
  return false;
}

function refusal(folder: string, { pid, host, since }: Holder): LockError {
  return new LockError(
    `The registry in ${folder} is open already: process ${pid} on ${host}, since ${since}.`,
    `Use that server, or end it first: kill ${pid}. For several servers use PostgreSQL: --database-url`,
  );
}

/** A path of a socket may have some 100 characters; a name within the present folder is short, whatever folder that is. */
function within<T>(folder: string, act: () => T): T {
  const before = process.cwd();
  process.chdir(folder);
  try {
    return act();
  } finally {
    process.chdir(before);
  }
}

/** On Windows a pipe, which has no place in a folder. */
function placeOf(socket: string): string {
  return process.platform === "win32" ? `\\\\.\\pipe\\prompts-gpt-registry-${socket}` : socket;
}

function listen(server: Server, folder: string, socket: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    const mask = process.umask(0o177);
    try {
      within(folder, () => server.listen(placeOf(socket), resolve));
    } finally {
      process.umask(mask);
    }
    server.unref();
  });
}

/** Nobody listens, or there is no such socket. Anything else, such as too many who ask at once, says that somebody is there. */
const NOBODY = ["ECONNREFUSED", "ENOENT", "ENOTSOCK"];

function answers(folder: string, socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = connectTo(folder, { socket });
    asked.once("connect", () => {
      asked.destroy();
      resolve(true);
    });
    asked.once("error", (error) => resolve(!NOBODY.includes(codeOf(error) ?? "")));
  });
}

async function close(server: Server, path: string): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(path, { force: true });
}
