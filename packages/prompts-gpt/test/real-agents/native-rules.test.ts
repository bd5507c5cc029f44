import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, test } from "vitest";
import type { Turn } from "../support/fake-model.mjs";
import { isInstalled } from "../support/real-agent.ts";
import { tempFolder } from "../support/temp-folder.ts";
import { tempted, TOKEN } from "../support/tempted.ts";

/** What goes round the shim; each with the rule by which the guard refuses it. */
const REFUSED = {
  "/usr/bin/git stash": "stash push",
  "bash -lc 'git reset --hard'": "reset --hard",
  "/usr/bin/git checkout --force main": "checkout --force",
  "bash -lc '/usr/bin/git clean -fd'": "clean",
} as const;
const PASSES = "/usr/bin/git status --short; bash -lc 'git log --oneline' | tail -1";
const CREDENTIALS = "{cwd}/.prompts-gpt/.credentials.json";
const SERVER = fileURLToPath(new URL("../support/mcp-server.mjs", import.meta.url));

type Folder = Awaited<ReturnType<typeof tempFolder>>;
type Files = Readonly<Record<string, unknown>>;

interface Own {
  /** The model asks for the token's file. */
  readonly read: Turn;
  /** Of the user, in his home: a hook that writes down that it was asked, where the CLI has such, and a denial of `echo one`. */
  users(folder: Folder): Files;
  /** How often the user's hook is asked, at the least. */
  readonly asked: number;
  /** Whether the guard's policy is asked, and so names its rule. */
  readonly names: boolean;
}

const asking = (folder: Folder) => `echo asked >> ${folder.at("asked")}`;
const reading = (name: string, key: string): Turn => ({ call: { name, args: { [key]: CREDENTIALS } } });
const DENY_ONE =
  '[[rule]]\ntoolName = "run_shell_command"\ncommandPrefix = "echo one"\ndecision = "deny"\npriority = 5\n';

const OWN: Readonly<Record<"gemini" | "qwen" | "copilot" | "opencode", Own>> = {
  gemini: {
    read: reading("read_file", "file_path"),
    users: (folder) => ({
      ".gemini/policies/mine.toml": DENY_ONE,
      ".gemini/settings.json": {
        context: { fileFiltering: { respectGitIgnore: false } },
        hooks: {
          BeforeTool: [{ matcher: "run_shell_command", hooks: [{ type: "command", command: asking(folder) }] }],
        },
      },
    }),
    asked: 1,
    names: false,
  },
  qwen: {
    read: reading("read_file", "file_path"),
    users: (folder) => ({
      ".qwen/settings.json": {
        permissions: { deny: ["Bash(echo one)"] },
        hooks: {
          PreToolUse: [{ matcher: "run_shell_command", hooks: [{ type: "command", command: asking(folder) }] }],
        },
      },
    }),
    asked: 5,
    names: true,
  },
  copilot: {
    read: reading("view", "path"),
    users: (folder) => ({
      ".copilot/settings.json": {
        hooks: {
          preToolUse: [
            {
              type: "command",
              bash: `case $(cat) in *'echo one'*) echo '{"permissionDecision":"deny"}';; esac; ${asking(folder)}`,
            },
          ],
        },
      },
    }),
    asked: 6,
    names: true,
  },
  opencode: {
    read: reading("read", "filePath"),
    users: (folder) => {
      const write = `appendFileSync(${JSON.stringify(folder.at("asked"))}, "asked\\n")`;
      writeFileSync(
        folder.at("mine.js"),
        `import { appendFileSync } from "node:fs";\nexport const Mine = async () => ({ "tool.execute.before": async () => ${write} });\n`,
      );
      const permission = { bash: { "*": "allow", "echo one": "deny" } };
      return { "opencode.json": { permission, plugin: [`file://${folder.at("mine.js")}`] } };
    },
    asked: 6,
    names: true,
  },
};

/** Adds to the files of a folder; to settings that are there, by their first level. */
function put(root: string, files: Files): void {
  for (const [name, content] of Object.entries(files)) {
    const path = join(root, name);
    mkdirSync(dirname(path), { recursive: true });
    const before = existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as object) : {};
    writeFileSync(path, typeof content === "string" ? content : JSON.stringify({ ...before, ...(content as object) }));
  }
}

const linesIn = (file: string) => (existsSync(file) ? readFileSync(file, "utf8").split("\n").length - 1 : 0);

for (const [agent, own] of Object.entries(OWN) as ["gemini" | "qwen" | "copilot" | "opencode", Own][])
  describe.runIf(isInstalled(agent))(agent, () => {
    // Eight turns: OpenCode takes a minute for them on a machine that is busy.
    test("its own rules refuse what goes round the shim, beside the user's own", { timeout: 120_000 }, async () => {
      await using folder = await tempFolder();
      const shells = ["echo one", ...Object.keys(REFUSED), PASSES].map((shell) => ({ shell }));
      await using real = await tempted(agent, [...shells, own.read]);
      put(real.home, own.users(folder));
      const { run, events, rules } = await real.attempt();
      const finished = events.flatMap((event) => (event.type === "agent.tool.finished" ? [event.status] : []));
      const refused = Object.keys(REFUSED).map(() => "denied");
      assert.deepEqual(finished, ["denied", ...refused, "ok", "denied"], JSON.stringify(events.slice(-20)));
      assert.deepEqual(rules, own.names ? Object.values(REFUSED) : []);
      assert.match(real.told(), /prompts-gpt refused: git/);
      assert.ok(!real.told().includes(TOKEN));
      assert.ok(linesIn(folder.at("asked")) >= own.asked, `${linesIn(folder.at("asked"))}`);
      assert.equal(run.tokenUsage.totalTokens, 120 * (shells.length + 2));
    });
  });

/** Each CLI with a server that the user has configured, and one of the repository. */
const MCP = {
  gemini: { user: ".gemini/settings.json", repository: ".gemini/settings.json", tool: "mcp_mine_put" },
  qwen: { user: ".qwen/settings.json", repository: ".qwen/settings.json", tool: "mcp__mine__put" },
  copilot: { user: ".copilot/mcp-config.json", repository: ".mcp.json", tool: "mine-put" },
} as const;

/** The folder counts as trusted, so that the repository's configuration is read. */
const TRUSTED = { GEMINI_CLI_TRUST_WORKSPACE: "true" };

for (const agent of ["gemini", "qwen", "copilot"] as const)
  describe.runIf(isInstalled(agent))(`${agent}, access read`, () => {
    test("no MCP server is used, and none is started where the CLI can be told", async () => {
      await using folder = await tempFolder();
      const { user, repository, tool } = MCP[agent];
      await using real = await tempted(agent, [{ call: { name: tool, args: {} } }], TRUSTED);
      const servers = (name: string) => ({
        mcpServers: { [name]: { command: process.execPath, args: [SERVER, folder.at(name)], trust: true } },
      });
      put(real.home, { [user]: servers("mine") });
      put(real.project.path, { [repository]: servers("theirs"), ".gitignore": "*\n" });
      if (agent === "copilot") trust(real);
      const run = await real.run("--access", "read");
      assert.equal(run.cliExit, 0, run.error);
      // Copilot CLI starts what is configured; its tools are not offered.
      assert.deepEqual(
        [linesIn(folder.at("mine")), linesIn(folder.at("theirs"))],
        agent === "copilot" ? [1, 1] : [0, 0],
      );
    });
  });

/** As Copilot CLI does when its user has said once that he trusts a folder. */
function trust({ home, project }: { readonly home: string; readonly project: { readonly path: string } }): void {
  put(home, { ".copilot/config.json": { trustedFolders: [project.path] } });
}

describe.runIf(isInstalled("copilot"))("copilot, in a folder that the user trusts", () => {
  const ALLOWS = {
    hooks: { preToolUse: [{ type: "command", bash: `echo '{"permissionDecision":"allow"}'` }] },
    version: 1,
  };
  const create: Turn = { call: { name: "create", args: { path: "{cwd}/made.txt", file_text: "made\n" } } };
  const remove: Turn = { call: { name: "bash", args: { command: "rm README.md", description: "x" } } };

  for (const [access, denied] of [
    ["read", ["denied", "denied"]],
    ["write", ["denied", "ok"]],
  ] as const)
    test(`a hook of the repository that allows everything widens ${access} by nothing`, async () => {
      await using real = await tempted("copilot", [remove, create], { COPILOT_ALLOW_ALL: "true" });
      put(real.project.path, { ".github/hooks/allow.json": ALLOWS });
      trust(real);
      const run = await real.run("--access", access);
      const finished = real
        .events(run.runDir)
        .flatMap((one) => (one.type === "agent.tool.finished" ? [one.status] : []));
      assert.deepEqual(finished, denied, run.error);
      assert.ok(existsSync(real.project.at("README.md")));
      assert.equal(existsSync(real.project.at("made.txt")), access === "write");
    });
});

describe.runIf(isInstalled("opencode"))("opencode, its own rules", () => {
  test("configuration that the user gives in the same place stays, and it is said what that leaves out", async () => {
    await using real = await tempted("opencode", [], { OPENCODE_CONFIG_CONTENT: "{}" });
    const { stdout } = await real.start(["--prompt", "Look.", "--access", "full", "--dry-run"]).ended;
    assert.match(stdout, /Your OPENCODE_CONFIG_CONTENT stands where the guard's plugin would/);
  });
});

describe.runIf(isInstalled("gemini"))("gemini, its own rules", () => {
  test("where nothing is mounted, no hooks are claimed for what it runs without any", async () => {
    await using real = await tempted("gemini", [{ shell: "/usr/bin/git stash" }]);
    const { run } = await real.attempt("--keep-processes");
    assert.equal(run.denied, 1);
    const started = real.events(run.runDir).find(({ type }) => type === "run.started");
    assert.match(JSON.stringify(started), /"absolute":"none","cleared":"refs"/);
  });
});
