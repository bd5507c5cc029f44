import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "vitest";
import { leaksBelow, leaksIn } from "../support/leaks.ts";
import { isInstalled, realAgent, resultOf } from "../support/real-agent.ts";
import { realAgentTests } from "./cases.ts";

realAgentTests("claude");

describe.runIf(isInstalled("claude"))("claude, partial messages", () => {
  test("a secret that comes letter by letter, and in a command and its output, is nowhere in the record", async () => {
    const secret = "canary-Key/0123+456?";
    await using real = await realAgent("claude", [
      {
        text: `It is ${secret}.`,
        chunk: 1,
        shell: `printf '%s\\n' '${secret}' | tee "named-after-${secret.slice(11)}".txt`,
      },
      { text: `FINAL: ${secret}`, chunk: 3 },
    ]);
    const { provider, env, model } = real.input;
    const args = ["run", "--agent", provider, "--model", model, "--access", "full", "--json", "--verbose", "-"];
    const ended = await real.project.start([...args, "--", "--include-partial-messages"], {
      stdin: "Do the scripted thing.",
      env: { ...env, CANARY_API_KEY: secret },
    }).ended;
    const run = resultOf(ended);
    assert.deepEqual([run.cliExit, run.output], [0, "FINAL: [redacted:CANARY_API_KEY]"]);
    const log = readFileSync(join(run.runDir, "output.log"), "utf8");
    const deltas = log.split("\n").flatMap((line) => /"text_delta","text":("(?:[^"\\]|\\.)*")/.exec(line)?.[1] ?? []);
    const said = deltas.map((text) => JSON.parse(text) as string).join("");
    assert.equal(said, "It is [redacted:CANARY_API_KEY].FINAL: [redacted:CANARY_API_KEY]");
    assert.ok(deltas.length > 5, "the text came in pieces");
    const shown = [...leaksIn(ended.stdout, [secret], "stdout"), ...leaksIn(ended.stderr, [secret], "stderr")];
    assert.deepEqual([...leaksBelow(run.runDir, [secret]), ...shown], []);
  });
});
