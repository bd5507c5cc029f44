import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { hostname, userInfo } from "node:os";
import { basename } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { commands } from "../../src/cli/command-table.ts";
import type { RunPromptResult } from "../../src/index.ts";
import { VERSION } from "../../src/version.ts";
import { BIN } from "../support/project.ts";
import { pack, type SeenRequest, TOKEN } from "../support/registry.ts";
import { ALL } from "../support/samples.ts";
import { syncedProject } from "../support/synced.ts";
import { tempFolder } from "../support/temp-folder.ts";

/** Words that stand in one place of a project each. A request that holds one has read that place. */
const CANARIES = {
  source: "canary-source-1",
  fileName: "canary-name-2",
  dotEnv: "canary-dotenv-3",
  gitConfig: "canary-git-4",
  environment: "canary-environ-5",
  body: "canary-body-6",
  foreign: "canary-unasked-7",
  branch: "canary-branch-8",
  agents: "canary-agents-9",
} as const;

const OWN = `---\ntitle: Mine\nslug: mine\n---\n${CANARIES.body}\n`;

async function place() {
  const here = await syncedProject([pack("alpha"), pack("beta")], {
    [`src/${CANARIES.fileName}.ts`]: CANARIES.source,
    ".env": `SECRET=${CANARIES.dotEnv}\n`,
    "AGENTS.md": `${CANARIES.agents}\n`,
    "notes.prompt.md": `${CANARIES.agents}\n`,
  });
  const git = (...args: string[]) => execFileSync("git", args, { cwd: here.path, stdio: "ignore" });
  git("init", "-q", "-b", CANARIES.branch);
  git("config", "user.name", CANARIES.gitConfig);
  git("config", "remote.origin.url", `https://x:${CANARIES.gitConfig}@example.test/${CANARIES.gitConfig}`);
  return here;
}

type Place = Awaited<ReturnType<typeof place>>;

interface Row {
  /** `{run}` stands for what `before` resolves to. */
  readonly args: readonly string[];
  /** Everything that is sent: method, path, and the body as JSON. */
  readonly sends: readonly (readonly [request: string, body?: unknown])[];
  /** What was done in the project before. */
  readonly before?: (here: Place) => Promise<unknown>;
  readonly stdin?: string;
  /** Canaries that the user himself sends. */
  readonly says?: readonly string[];
  readonly exitCode?: number;
}

const LIST = ["GET /api/v1/prompts?limit=100"] as const;
const RUN = ["run", "--agent", "sh", "--prompt", "echo hi", "--quiet"];
const RACE = ["orchestrate", "--mode", "parallel", "--agent", "sh", "--attempts", "2", "--concurrency", "1"];
const afterRun = async (here: Place) => {
  const ended = await here.start([...RUN, "--json"], { env: here.env }).ended;
  return (JSON.parse(ended.stdout) as RunPromptResult).runId;
};
const own = async (here: Place) => {
  await here.write(".prompts-gpt/mine.md", OWN);
  await here.write(".prompts-gpt/other.md", OWN.replace("mine", "other").replace(CANARIES.body, CANARIES.foreign));
};
const committed = async (here: Place) => {
  for (const args of [
    ["add", "-A"],
    ["commit", "-qm", "start", "--no-verify"],
  ])
    execFileSync("git", ["-c", "user.email=canary@example.test", ...args], { cwd: here.path, stdio: "ignore" });
};
const DRAFT = {
  title: "Mine",
  description: "",
  category: "",
  difficulty: null,
  outputType: "Text",
  supportedTools: [],
  tags: [],
  source: "library",
  body: `${CANARIES.body}\n`,
};

/** A row for every command; what stands in none of them sends nothing, as the last test sees to. */
const ROWS: readonly Row[] = [
  { args: ["sync"], sends: [LIST], before: own },
  { args: ["sync", "--check"], sends: [LIST], before: own, exitCode: 1 },
  { args: ["sync", "--targets", "agents-md,claude-skills"], sends: [LIST], before: own },
  { args: ["pull", "--query", "al", "--tool", "codex"], sends: [["GET /api/v1/prompts?q=al&tool=codex&limit=100"]] },
  { args: ["pull", "--slug", "alpha", "--version", "1"], sends: [["GET /api/v1/prompts/alpha?version=1"]] },
  { args: ["diff"], sends: [], before: own },
  {
    args: ["diff", "--remote"],
    sends: [LIST],
    before: async (here) => {
      await here.sync();
      await here.write(".prompts-gpt/alpha.md", here.read(".prompts-gpt/alpha.md").replace("Do", CANARIES.body));
    },
  },
  { args: ["diff", "alpha", "--remote"], sends: [["GET /api/v1/prompts/alpha"]], before: async (here) => here.sync() },
  {
    args: ["push", ".prompts-gpt/mine.md", "--yes"],
    sends: [["GET /api/v1/prompts/mine"], ["PUT /api/v1/prompts/mine", DRAFT]],
    before: own,
    says: [CANARIES.body],
  },
  {
    args: ["generate", "--goal", "g", "--context", "c"],
    sends: [["POST /api/v1/generate", { goal: "g", context: "c" }]],
    before: own,
  },
  { args: ["project"], sends: [["GET /api/v1/project"]] },
  { args: ["init", "--token-stdin"], sends: [["GET /api/v1/project"]], stdin: `${TOKEN}\n` },
  { args: ["init", "--offline"], sends: [] },
  { args: ["models"], sends: [["GET /api/v1/models"]] },
  { args: ["import", "notes.prompt.md"], sends: [] },
  { args: ["list"], sends: [], before: own },
  { args: ["status"], sends: [], before: own },
  { args: ["validate"], sends: [], before: own },
  { args: ["doctor"], sends: [], before: own },
  { args: ["trust", "--yes"], sends: [] },
  // One that starts has no end: that it opens no connection of its own is tried in serve.test.ts.
  { args: ["serve", "--host", "0.0.0.0", "--data", "kept"], sends: [], exitCode: 2 },
  { args: RUN, sends: [] },
  { args: ["run-batch", ".prompts-gpt/mine.md", "--agent", "sh"], sends: [], before: own, exitCode: 1 },
  { args: ["sweep", ".prompts-gpt/mine.md", "-n", "1", "--agent", "sh"], sends: [], before: own, exitCode: 1 },
  {
    args: [...RACE, "-f", ".prompts-gpt/mine.md"],
    sends: [],
    before: async (here) => {
      await own(here);
      await committed(here);
    },
    exitCode: 1,
  },
  {
    args: ["orchestrate", "--mode", "pipeline", "-f", "steps.yaml", "--agent", "sh"],
    sends: [],
    before: (here) => here.write("steps.yaml", "name: Steps\nsteps:\n  - id: say\n    prompt: echo said\n"),
  },
  {
    args: ["orchestrate", "--mode", "eval", "--of", "latest", "--judges", "sh", "--criteria", "security"],
    sends: [],
    before: afterRun,
    exitCode: 1,
  },
  { args: ["orchestrate", "--mode", "auto", "--goal", "echo done", "--agent", "sh"], sends: [], exitCode: 1 },
  {
    args: ["runs", "apply", "{run}"],
    sends: [],
    before: async (here) => {
      await committed(here);
      await here.start([...RACE, "--prompt", "echo new > new.txt", "--run-id", "race"], { env: here.env }).ended;
      return "race";
    },
  },
  { args: ["runs", "usage"], sends: [] },
  { args: ["runs", "resume", "none"], sends: [], exitCode: 2 },
  { args: ["runs", "list"], sends: [], before: afterRun },
  { args: ["runs", "show", "{run}"], sends: [], before: afterRun },
  { args: ["runs", "logs", "{run}"], sends: [], before: afterRun },
  { args: ["runs", "attach", "{run}"], sends: [], before: afterRun },
  { args: ["runs", "stop", "{run}"], sends: [], before: afterRun },
  { args: ["runs", "diff", "{run}"], sends: [], before: afterRun },
  { args: ["runs", "gc"], sends: [], before: afterRun },
  { args: ["restore", "--yes"], sends: [], before: afterRun },
  { args: ["completion", "bash"], sends: [] },
  { args: ["help"], sends: [] },
  { args: ["help", "sync"], sends: [] },
  { args: ["--version"], sends: [] },
];

const HEADERS = ["accept", "accept-encoding", "authorization", "connection", "host", "user-agent"];
const FOR_CHANGES = ["content-length", "content-type", "if-match", "if-none-match"];

function checkRequest({ headers, url, body, method }: SeenRequest, { says = [] }: Row): void {
  expect(headers["user-agent"]).toBe(`prompts-gpt/${VERSION}`);
  expect(headers.authorization).toBe(`Bearer ${TOKEN}`);
  const allowed = method === "GET" ? [...HEADERS, "if-none-match"] : [...HEADERS, ...FOR_CHANGES];
  expect(Object.keys(headers).filter((name) => !allowed.includes(name))).toEqual([]);
  const all = `${url}\n${JSON.stringify(headers)}\n${body}`;
  const told = [...Object.values(CANARIES), process.cwd(), hostname(), userInfo().username];
  expect(told.filter((word) => !says.includes(word) && all.includes(word))).toEqual([]);
}

const CONNECTIONS = fileURLToPath(new URL("../support/connections.mjs", import.meta.url));
const noNamespace = spawnSync("unshare", ["-n", "true"]).status === 0 ? undefined : "unshare -n is not allowed here";
if (noNamespace !== undefined) console.log(`skipped: commands without a network: ${noNamespace}`);

/** The command of a row in a project of its own: what was said and sent, and whom any process of Node spoke to. */
async function tried(row: Row, { offline = false } = {}) {
  await using here = await place();
  await using logs = await tempFolder({ connections: "" });
  const run = String(await row.before?.(here));
  here.registry.requests.length = 0;
  const traced = row.sends.length > 0 ? ["--trace-network"] : [];
  const args = [...row.args.map((arg) => (arg === "{run}" ? run : arg)), ...traced];
  const [file = "", ...rest] = offline ? ["unshare", "-n", process.execPath, BIN] : [process.execPath, BIN];
  const watched = { NODE_OPTIONS: `--import=${CONNECTIONS}`, CONNECTIONS_LOG: logs.at("connections") };
  const env = { ...here.fullEnv, ...watched, MY_SECRET: CANARIES.environment, HTTPS_PROXY: "", DEBUG: "*" };
  const child = spawn(file, [...rest, ...args], { cwd: here.path, env });
  child.stdin.end(row.stdin ?? "");
  const [stdout, stderr, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close") as Promise<[number | null]>,
  ]);
  const lines = readFileSync(logs.at("connections"), "utf8").trim().split("\n").filter(Boolean);
  const others = lines.filter((line) => line !== `tcp 127.0.0.1:${here.registry.port}`);
  /** Without what differs from one project, or one moment, to the other. */
  const plain = (said: string) =>
    [here.path, here.home, basename(here.path), run, String(here.registry.port)]
      .reduce((all, word) => all.replaceAll(word, "…"), said)
      .replaceAll(/[\w-]*\d{8}T\d{6}Z[\w-]*|\d{4}-\d\d-\d\d[T ]?[\d:.Z-]*\S*|\d+(?:\.\d+)? ?m?s\b/g, "…")
      .replaceAll(/\b[0-9a-f]{7,64}\b|\b\d[\d.,]* ?[kMG]?i?B\b/g, "…");
  return {
    exitCode,
    stdout: plain(stdout),
    stderr,
    requests: [...here.registry.requests],
    spoke: lines.length > 0,
    others,
  };
}

const online = new Map<Row, Awaited<ReturnType<typeof tried>>>();

for (const row of ROWS)
  test(`${row.args.slice(0, 5).join(" ")} sends ${row.sends.length === 0 ? "nothing" : "what the page lists"}, and speaks to nobody else`, async () => {
    const said = await tried(row);
    online.set(row, said);
    const { exitCode, stderr, requests, spoke, others } = said;
    const sent = requests.map(({ method, url, body }) =>
      body === "" ? [`${method} ${url}`] : [`${method} ${url}`, JSON.parse(body) as unknown],
    );
    expect([sent, others, exitCode, stderr]).toEqual([row.sends, [], row.exitCode ?? 0, expect.anything()]);
    expect(spoke).toBe(row.sends.length > 0);
    // --trace-network shows all of it, and not the token.
    const shown = [...stderr.matchAll(/^> (\w+) http:..127\.0\.0\.1:\d+(\S+) \{/gm)].map(([, ...parts]) =>
      parts.join(" "),
    );
    expect(shown).toEqual(requests.map(({ method, url }) => `${method} ${url}`));
    expect(stderr).not.toContain(TOKEN);
    for (const request of requests) checkRequest(request, row);
  });

test("every command of the table has a row, and each of §7.9 one that sends nothing", () => {
  const lacking = (rows: readonly Row[], names: readonly string[]) =>
    names.filter((name) => !rows.some(({ args }) => `${args.join(" ")} `.startsWith(`${name} `)));
  expect(lacking(ROWS, Object.keys(commands))).toEqual([]);
  const built = ["run", "run-batch", "sweep", "orchestrate", "doctor", "status", "validate", "diff", "list"];
  const silent = ROWS.filter(({ sends }) => sends.length === 0);
  expect(
    lacking(
      silent,
      built.filter((name) => name in commands),
    ),
  ).toEqual([]);
});

// Of the rows that send nothing, and so of the commands that do not need the registry: each (`SAMPLES=all`), or every third.
for (const row of ROWS.filter(({ sends }) => sends.length === 0).filter((_, at) => ALL || at % 3 === 0))
  test.skipIf(noNamespace !== undefined)(
    `${row.args.slice(0, 5).join(" ")} says the same in a machine without a network`,
    async () => {
      const without = await tried(row, { offline: true });
      const { exitCode, stdout } = online.get(row) ?? (await tried(row));
      expect([without.exitCode, without.stdout]).toEqual([exitCode, stdout]);
    },
  );

test.skipIf(noNamespace !== undefined)(
  "a sync without a network changes nothing and says what to look at",
  async () => {
    await using here = await place();
    await here.sync();
    const before = here.tree();
    const args = ["-n", process.execPath, BIN, "sync", "--non-interactive"];
    const env = { ...here.fullEnv, PROMPTS_GPT_API_URL: "https://192.0.2.1" };
    const { status, stderr } = spawnSync("unshare", args, { cwd: here.path, env, encoding: "utf8" });
    expect([status, stderr]).toEqual([
      1,
      expect.stringMatching(/cannot be reached \(ENETUNREACH\)[^]*Check the network/),
    ]);
    expect(here.tree()).toEqual(before);
  },
);
