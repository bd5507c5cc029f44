import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { describe, test } from "vitest";
import { Listener } from "../../src/agent/listener.ts";
import { answerSchema } from "../../src/modes/eval/answer-schema.ts";
import { parseScores } from "../../src/modes/eval/parse-scores.ts";
import { execute } from "../../src/process/execute.ts";
import { providerOf } from "../../src/providers/index.ts";
import type { Turn } from "../support/fake-model.mjs";
import { isInstalled, realAgent } from "../support/real-agent.ts";

const CRITERIA = ["correctness", "a charm of its own"];
const scores = { correctness: 0.8, "a charm of its own": 0.25 };
const reasons = { correctness: "", "a charm of its own": "" };

/** How each has its model keep to the schema: what it asks its service for, and how the model answers. */
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

for (const [agent, turn, schemaIn] of WAYS)
  describe.runIf(isInstalled(agent))(agent, () => {
    test("with access read, the service is given the schema, and the answer is JSON that holds to it", async () => {
      await using real = await realAgent(agent, [turn]);
      const { cwd, env, model } = real.input;
      const schema = answerSchema(CRITERIA);
      const path = real.project.at("answer-schema.json");
      writeFileSync(path, JSON.stringify(schema));
      const provider = providerOf(agent);
      const promptPath = real.project.at("prompt.md");
      const command = provider.command({
        prompt: "Judge it.",
        access: "read",
        settings: {},
        promptPath,
        cwd,
        model,
        answerSchema: { schema, path },
      });
      const heard = new Listener();
      const { exit } = await execute(command, {
        cwd,
        env,
        marker: ";answer-schema#1;",
        keepBytes: 0,
        limits: { total: 60_000, idle: 0, grace: 1000 },
        onLine: (line) => provider.read(line).forEach((event) => void heard.hear(event)),
      });
      const { output, final } = heard.result(undefined);
      assert.deepEqual([exit, final?.ok], [{ kind: "exited", code: 0 }, true]);
      assert.deepEqual({ ...parseScores(output, CRITERIA).scores }, scores);
      const asked = JSON.parse(JSON.stringify(schemaIn(real.model.main()[0]?.body))) as Record<string, unknown>;
      delete asked["$schema"];
      assert.deepEqual(asked, schema);
    });
  });
