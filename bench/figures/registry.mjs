/**
 * What the registry takes: starts, memory, and reads over 50 connections beside a route of the same framework that only sends
 * the same bytes; lists and searches among 20,000 prompts with 5 versions each.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { registryRoot } from "../../scripts/ensure.mjs";
import { bundleSource } from "../support/bundle.mjs";
import { load, quantile } from "../support/load.mjs";
import { figure } from "../support/statistics.mjs";

const MAIN = join(registryRoot, "dist/main.js");
const BARE = join(registryRoot, "test/support/bare-server.mjs");
/** The version of the tables is how many migrations there are. */
const TABLES = readdirSync(join(registryRoot, "src/store/migrations")).filter((name) => /^\d{3}-/.test(name)).length;
const CONNECTIONS = 50;
const TURN_SECONDS = 0.5;
/** Turns before the first one that counts. */
const WARMING = 6;
const READS = { "one prompt": "/api/v1/prompts/p-00001", "a page of 100": "/api/v1/prompts?limit=100" };

export async function registry(place, { rounds, seconds, prompts, versions }) {
  const file = join(place.folder, "registry.gz");
  writeFileSync(file, manyPrompts({ prompts, versions }));
  const starts = await startUps(place, rounds);
  const embedded = await readsOf({ place, file, rounds, seconds, kind: "embedded" });
  const postgres = await import(
    await bundleSource(join(registryRoot, "test/support/postgres.ts"), registryRoot + "/dist")
  );
  const server = await postgres.startPostgres();
  try {
    return [
      ...starts,
      ...embedded,
      ...(await readsOf({ place, file, rounds, seconds, kind: "postgres", url: server.url })),
    ];
  } finally {
    await server[Symbol.asyncDispose]();
  }
}

async function startUps(place, rounds) {
  const took = { floor: [], first: [], again: [] };
  for (let round = 0; round < rounds; round++) {
    const folder = mkdtempSync(join(place.folder, "start-"));
    took.floor.push(await timedStart([place.empty]));
    for (const name of ["first", "again"]) took[name].push(await timedStart([MAIN, ...serveArgs(["--data", folder])]));
  }
  const floor = { name: "node on an empty module", samples: took.floor };
  return [
    figure({
      name: "registry, first start to the first answer",
      unit: "ms",
      samples: took.first,
      floor,
      budget: { most: 4_000 },
    }),
    figure({
      name: "registry, start to the first answer",
      unit: "ms",
      samples: took.again,
      floor,
      budget: { most: 1_000 },
    }),
  ];
}

/** Milliseconds until it has answered a request, or has ended. */
async function timedStart(args) {
  const started = performance.now();
  const server = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "ignore"] });
  const ended = once(server, "exit");
  const line = await Promise.race([ended.then(() => undefined), firstLine(server)]);
  if (line !== undefined) await (await fetch(`${JSON.parse(line).url}/readyz`)).text();
  const ms = performance.now() - started;
  server.kill();
  await ended;
  return ms;
}

async function readsOf({ place, file, rounds, seconds, kind, url }) {
  const where = url === undefined ? ["--data", mkdtempSync(join(place.folder, "data-"))] : ["--database-url", url];
  await run([MAIN, "restore", file, ...where]);
  const token = (await run([MAIN, "token", "create", ...where])).trim();
  const server = spawn(process.execPath, [MAIN, ...serveArgs(where)], { stdio: ["ignore", "pipe", "inherit"] });
  const { url: at } = JSON.parse(await firstLine(server));
  const port = Number(new URL(at).port);
  const request = (path) =>
    `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${token}\r\nAccept: application/json\r\n\r\n`;
  const bare = await startBare(place, { at, token });
  try {
    const reads = [];
    for (const [name, path] of Object.entries(READS))
      reads.push(...(await beside({ name: `${kind}: ${name}`, path, request, port, bare, rounds, seconds })));
    const questions = { list: listing, search: searching };
    for (const [name, question] of Object.entries(questions)) {
      const { took } = await load({ port, connections: 1, seconds: 2 * seconds, request: (n) => request(question(n)) });
      const floor = { name: "the median", samples: [quantile(took, 0.5)] };
      reads.push(
        figure({
          name: `${kind}: p99 of a ${name}, no two alike`,
          unit: "ms",
          samples: [quantile(took, 0.99)],
          floor,
          budget: { most: 50 },
        }),
      );
    }
    const memory = { name: "RSS", samples: [0] };
    reads.push(
      figure({
        name: `${kind}: resident, after all that`,
        unit: "MB",
        samples: [residentMb(server.pid)],
        floor: memory,
        budget: { most: 450 },
      }),
    );
    return reads;
  } finally {
    for (const one of [server, bare.child]) one.kill();
    await once(server, "exit");
  }
}

/** In short turns: a machine is not as fast in one second as in the next. What is still compiled at first is not counted. */
async function beside({ name, path, request, port, bare, rounds, seconds }) {
  const [ours, floor, slowest] = [[], [], []];
  for (let turn = -WARMING; turn < (rounds * seconds) / TURN_SECONDS; turn++) {
    const turns = { connections: CONNECTIONS, seconds: TURN_SECONDS };
    const theirs = await load({ ...turns, port: bare.port, request: request(bare.paths[path]) });
    const now = await load({ ...turns, port, request: request(path) });
    if (now.statuses[200] !== now.took.length) throw new Error(`${path}: ${JSON.stringify(now.statuses)}`);
    if (turn < 0) continue;
    floor.push(theirs.rate);
    ours.push(now.rate);
    slowest.push(quantile(now.took, 0.99));
  }
  const bareRoute = { name: "a bare route", samples: floor };
  return [
    figure({
      name: `${name}, ${CONNECTIONS} connections`,
      unit: "/s",
      samples: ours,
      floor: bareRoute,
      budget: { share: 0.6 },
    }),
    figure({ name: `${name}, p99`, unit: "ms", samples: slowest, floor: { name: "", samples: [0] }, budget: null }),
  ];
}

async function startBare(place, { at, token }) {
  const paths = {};
  const files = {};
  for (const [number, path] of Object.values(READS).entries()) {
    const answer = await fetch(at + path, { headers: { authorization: `Bearer ${token}` } });
    const file = join(place.folder, `answer-${number}.json`);
    writeFileSync(file, Buffer.from(await answer.arrayBuffer()));
    paths[path] = `/answer-${number}`;
    files[paths[path]] = file;
  }
  const child = spawn(process.execPath, [BARE, JSON.stringify(files)], { stdio: ["ignore", "pipe", "inherit"] });
  return { child, paths, port: JSON.parse(await firstLine(child)).port };
}

/** Another page each time, and another limit, so that none is answered from memory. */
function listing(n) {
  const slug = `p-${String((n * 7919) % 20_000).padStart(5, "0")}`;
  return `/api/v1/prompts?category=c${n % 50}&limit=${20 + (n % 80)}&q=${slug.slice(0, 4)}`;
}

function searching(n) {
  const words = ["billing", "invoice", "refactor", "latency", "schema"];
  return `/api/v1/prompts?limit=20&q=${words[n % words.length]}%20word${(n * 31) % 1_000}%20te`;
}

function serveArgs(where) {
  return ["serve", "--json", "--port", "0", "--log-level", "warn", ...where];
}

async function firstLine(child) {
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  return line;
}

async function run(args) {
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (chunk) => (text += chunk));
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`${args.join(" ")} ended with ${code}`);
  return text;
}

function residentMb(pid) {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  return (Number(kilobytes) * 1024) / 1e6;
}

/** As a backup, which is the fastest way in. */
function manyPrompts({ prompts, versions }) {
  const time = "2026-01-02T03:04:05Z";
  const lines = [];
  const row = (table, fields) => lines.push(JSON.stringify({ table, row: fields }));
  const project = { id: "project", name: "default", context: "{}", revision: 1, access: 1, created_at: time };
  row("project", { ...project, context: JSON.stringify(emptyProject()) });
  const drafts = Array.from({ length: prompts }, (_, at) => draftOf(at));
  for (const [at, draft] of drafts.entries()) {
    const { title, category, outputType: output_type, supportedTools: tools, tags } = draft;
    const own = {
      id: `id-${at}`,
      project_id: "project",
      slug: slugOf(at),
      version: versions,
      updated_at: time,
      archived_at: null,
    };
    row("prompt", { ...own, title, category, output_type, tools, tags });
  }
  for (const [at, draft] of drafts.entries())
    for (let version = 1; version <= versions; version++)
      row("prompt_version", {
        prompt_id: `id-${at}`,
        version,
        draft: JSON.stringify(draft),
        sha256: "0".repeat(64),
        created_at: time,
        token_id: null,
      });
  const head = { format: "prompts-gpt-registry-backup", tables: TABLES, server: "bench", madeAt: time };
  const end = { rows: lines.length };
  return gzipSync([JSON.stringify(head), ...lines, JSON.stringify(end), ""].join("\n"), { level: 1 });
}

function slugOf(at) {
  return `p-${String(at).padStart(5, "0")}`;
}

function emptyProject() {
  const lists = { targetCountries: [], brandAliases: [], productKeywords: [], targetPersonas: [], competitors: [] };
  return { brandName: "Bench", websiteUrl: "", industryCategory: "", targetLanguage: "", ...lists };
}

function draftOf(at) {
  const words = ["billing", "invoice", "refactor", "latency", "schema"];
  const line = `Look at ${words[at % 5]} with word${at % 1_000} and text${at % 97} for ${words[(at * 3) % 5]}.\n`;
  return {
    title: `Prompt ${at} on ${words[at % 5]}`,
    description: `What is to be done with ${words[(at * 7) % 5]}`,
    category: `c${at % 50}`,
    difficulty: null,
    outputType: "Text",
    supportedTools: ["codex"],
    tags: [words[at % 5]],
    source: "library",
    body: line.repeat(25),
  };
}
