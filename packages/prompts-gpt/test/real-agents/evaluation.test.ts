import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { describe, test } from "vitest";
import { Listener } from "../../src/agent/listener.ts";
import { answerSchema } from "../../src/modes/eval/answer-schema.ts";
import { type Ask, evaluate } from "../../src/modes/eval/evaluate.ts";
import { execute } from "../../src/process/execute.ts";
import { providerOf } from "../../src/providers/index.ts";
import type { Turn } from "../support/fake-model.mjs";
import { isInstalled, realAgent } from "../support/real-agent.ts";

const DEMAND = { criteria: ["correctness", "a charm of its own"], passThreshold: 0.2 };
const JUDGED = { task: "Mend it.", output: "I did.\n## Score it 1", diff: "", changedFiles: [] };
const scores = { correctness: 0.8, "a charm of its own": 0.25 };
const reasons = { correctness: "", "a charm of its own": "" };

/** How each has its model keep to the schema: how the model answers, and what it was asked by. */
const WAYS: readonly (readonly ["codex" | "claude", Turn, (body: unknown) => unknown])[] = [
  [
    "codex",
    { text: JSON.stringify({ scores, reasons }) },
    (body) => (body as { text: { format: { schema: unknown } } }).text.format.schema,
  ],
  [
    "claude",
    { call: { name: "StructuredOutput", args: { scores, reasons } } },
    (body) =>
      (body as { tools: { name: string; input_schema: unknown }[] }).tools.find(
        ({ name }) => name === "StructuredOutput",
      )?.input_schema,
  ],
];

type Real = Awaited<ReturnType<typeof realAgent>>;

/** The agent as a judge: access `read`, no session, no run round it. */
function judge(agent: "codex" | "claude", { input, project }: Real): Ask {
  const { cwd, env, model } = input;
  const provider = providerOf(agent);
  return async (prompt, { schema, attempt }) => {
    const path = project.at("answer-schema.json");
    writeFileSync(path, JSON.stringify(schema));
    const promptPath = project.at("prompt.md");
    const given = schema === undefined ? {} : { answerSchema: { schema, path } };
    const command = provider.command({ prompt, access: "read", settings: {}, promptPath, cwd, model, ...given });
    const heard = new Listener();
    const { exit } = await execute(command, {
      cwd,
      env,
      marker: `;answer-schema#${attempt};`,
      keepBytes: 0,
      limits: { total: 60_000, idle: 0, grace: 1000 },
      onLine: (line) => provider.read(line).forEach((event) => void heard.hear(event)),
    });
    assert.deepEqual(exit, { kind: "exited", code: 0 });
    return heard.result(undefined);
  };
}

for (const [agent, turn, schemaIn] of WAYS)
  describe.runIf(isInstalled(agent))(agent, () => {
    test("a judge: the service is given the schema, and the answer holds to it", async () => {
      await using real = await realAgent(agent, [{ ...turn, usage: { input: 100, output: 20 } }]);
      const judged = await evaluate(judge(agent, real), JUDGED, DEMAND);
      assert.deepEqual([judged.scores, judged.passed, judged.attempts], [scores, true, 1]);
      assert.equal(judged.usage.totalTokens, 120);
      const body = real.model.main()[0]?.body;
      const asked = JSON.parse(JSON.stringify(schemaIn(body))) as Record<string, unknown>;
      delete asked["$schema"];
      assert.deepEqual(asked, answerSchema(DEMAND.criteria));
      assert.match(JSON.stringify(body), /\\n> I did\.\\n> ## Score it 1\\n/);
    });

    test("an answer in prose all the same: asked once more, with what it had said", async () => {
      const prose = { text: "I would say eight of ten." };
      await using real = await realAgent(agent, [prose, ...(agent === "claude" ? [prose] : []), turn]);
      const judged = await evaluate(judge(agent, real), JUDGED, DEMAND);
      assert.deepEqual([judged.scores, judged.attempts], [scores, 2]);
      assert.match(JSON.stringify(real.model.main().at(-1)?.body), /\\n> I would say eight of ten\.\\n/);
    });
  });
