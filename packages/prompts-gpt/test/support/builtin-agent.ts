import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { RecordedEvent } from "../../src/index.ts";
import { startFakeModel, type Turn } from "./fake-model.mjs";
import { tempProject } from "./project.ts";
import { resultOf } from "./real-agent.ts";

export const KEYS = { openai: "sk-builtin-0123456789abcdef", anthropic: "sk-ant-builtin-0123456789abcdef" } as const;
export type Api = keyof typeof KEYS;

interface Wish {
  readonly files?: Readonly<Record<string, string>>;
  readonly guard?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

/** The built-in agent in a repository of its own, with a model that answers `turns`. `{cwd}` in them is filled in. */
export async function builtinAgent(api: Api, turns: readonly Turn[], { files, guard = false, env = {} }: Wish = {}) {
  const project = await tempProject(files, { guard });
  const script = JSON.parse(JSON.stringify(turns).replaceAll("{cwd}", project.path)) as Turn[];
  const model = await startFakeModel({ script });
  const own =
    api === "openai"
      ? { OPENAI_BASE_URL: `${model.url}/v1`, OPENAI_API_KEY: KEYS.openai }
      : { ANTHROPIC_BASE_URL: model.url, ANTHROPIC_API_KEY: KEYS.anthropic };
  const start = (args: readonly string[]) =>
    project.start(["run", "--agent", "builtin", "--model", `${api}/fake-model`, "--json", ...args], {
      env: { ...own, ...env },
    });
  return {
    project,
    model,
    start,
    env: { ...project.env, ...own, ...env },
    async run(...args: readonly string[]) {
      return resultOf(await start(["--prompt", "Do the scripted thing.", ...args]).ended);
    },
    events(runDir: string): RecordedEvent[] {
      const lines = readFileSync(join(runDir, "events.jsonl"), "utf8").trimEnd().split("\n");
      return lines.map((line) => JSON.parse(line) as RecordedEvent);
    },
    /** What the model was sent, from the given request on. */
    told: (from = 0) =>
      JSON.stringify(
        model
          .main()
          .slice(from)
          .map(({ body }) => body),
      ),
    async [Symbol.asyncDispose]() {
      await model.close();
      await project[Symbol.asyncDispose]();
    },
  };
}
