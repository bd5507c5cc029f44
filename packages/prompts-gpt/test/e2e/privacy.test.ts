import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { hostname, userInfo } from "node:os";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { VERSION } from "../../src/version.ts";
import { BIN } from "../support/project.ts";
import { pack, type SeenRequest, TOKEN } from "../support/registry.ts";
import { syncedProject } from "../support/synced.ts";

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
  });
  const git = (...args: string[]) => execFileSync("git", args, { cwd: here.path, stdio: "ignore" });
  git("init", "-q", "-b", CANARIES.branch);
  git("config", "user.name", CANARIES.gitConfig);
  git("config", "remote.origin.url", `https://x:${CANARIES.gitConfig}@example.test/${CANARIES.gitConfig}`);
  return here;
}

type Place = Awaited<ReturnType<typeof place>>;

interface Row {
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
const own = async (here: Place) => {
  await here.write(".prompts-gpt/mine.md", OWN);
  await here.write(".prompts-gpt/other.md", OWN.replace("mine", "other").replace(CANARIES.body, CANARIES.foreign));
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
  { args: ["import", "AGENTS.md"], sends: [] },
  { args: ["list"], sends: [], before: own },
  { args: ["status"], sends: [], before: own },
  { args: ["validate"], sends: [], before: own },
  { args: ["doctor"], sends: [], before: own },
  { args: ["trust", "--yes"], sends: [] },
  { args: RUN, sends: [] },
  { args: ["runs", "list"], sends: [] },
  { args: ["restore", "--dry-run"], sends: [], exitCode: 2 },
  { args: ["completion", "bash"], sends: [] },
  { args: ["--help"], sends: [] },
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

for (const row of ROWS)
  test(`${row.args.slice(0, 5).join(" ")} sends ${row.sends.length === 0 ? "nothing" : "what the page lists"}`, async () => {
    await using here = await place();
    await row.before?.(here);
    here.registry.requests.length = 0;
    const env = { ...here.env, MY_SECRET: CANARIES.environment, HTTPS_PROXY: "", DEBUG: "*" };
    const { exitCode, stderr } = await here.start(row.args, { env, stdin: row.stdin ?? "" }).ended;
    const sent = here.registry.requests.map(({ method, url, body }) =>
      body === "" ? [`${method} ${url}`] : [`${method} ${url}`, JSON.parse(body) as unknown],
    );
    expect([sent, exitCode, stderr]).toEqual([row.sends, row.exitCode ?? 0, expect.anything()]);
    for (const request of here.registry.requests) checkRequest(request, row);
  });

test("every command has a row", () => {
  const folder = fileURLToPath(new URL("../../src/cli/commands/", import.meta.url));
  const commands = readdirSync(folder).map((name) => name.replace(/\.ts$/, "").split("-")[0] ?? "");
  const rows = new Set(ROWS.map(({ args }) => args[0]?.replace(/^--/, "")));
  expect([...new Set(commands)].filter((name) => !rows.has(name))).toEqual([]);
});

const noNamespace = spawnSync("unshare", ["-n", "true"]).status === 0 ? undefined : "unshare -n is not allowed here";
if (noNamespace !== undefined) console.log(`skipped: commands without a network: ${noNamespace}`);

const OFFLINE = [["list"], ["diff"], ["status"], ["validate"], ["doctor"], RUN, ["runs", "list"], ["--version"]];

for (const args of OFFLINE)
  test.skipIf(noNamespace !== undefined)(`${args[0]} says the same in a machine without a network`, async () => {
    await using here = await place();
    await own(here);
    await here.sync();
    const said = ["sh", "-c", 'unshare -n "$@"', "sh"].concat(process.execPath, BIN, args, "--non-interactive");
    const options = { cwd: here.path, env: here.fullEnv, encoding: "utf8" } as const;
    const [file = "", ...rest] = said;
    const without = spawnSync(file, rest, options);
    const online = spawnSync(process.execPath, [BIN, ...args, "--non-interactive"], options);
    const plain = (text: string) => text.replaceAll(/\d{4}-\d\d-\d\d[T ]?[\d:.Z-]*\S*|\d+(?:\.\d+)? ?m?s\b/g, "…");
    expect([without.status, plain(without.stdout)]).toEqual([online.status, plain(online.stdout)]);
  });

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
