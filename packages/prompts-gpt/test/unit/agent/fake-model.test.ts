import assert from "node:assert/strict";
import { describe, test } from "vitest";
import { type FakeModel, startFakeModel } from "../../support/fake-model.mjs";

const schema = {
  type: "object",
  properties: { command: { type: "string" }, why: { type: "string" } },
  required: ["command", "why"],
};
const user = [{ role: "user", content: "hi" }];

/** The smallest request of each protocol that offers a shell. */
const REQUESTS = {
  responses: [
    "/v1/responses",
    { model: "m", input: user, tools: [{ type: "function", name: "bash", parameters: schema }] },
  ],
  chat: [
    "/v1/chat/completions",
    { model: "m", messages: user, tools: [{ type: "function", function: { name: "bash", parameters: schema } }] },
  ],
  anthropic: ["/v1/messages", { model: "m", messages: user, tools: [{ name: "Bash", input_schema: schema }] }],
  gemini: [
    "/v1/models/m:streamGenerateContent?alt=sse",
    { contents: user, tools: [{ functionDeclarations: [{ name: "run_shell_command", parameters: schema }] }] },
  ],
} as const;

async function ask(model: FakeModel, [path, body]: readonly [string, object]): Promise<string> {
  const response = await fetch(model.url + path, { method: "POST", body: JSON.stringify({ ...body, stream: true }) });
  return `${response.status} ${await response.text()}`;
}

for (const [api, request] of Object.entries(REQUESTS))
  describe(`the fake model speaks ${api}`, () => {
    test("a call of the tool that is offered, a text, and the end of the script", async () => {
      await using model = await startFakeModel({
        script: [
          { reasoning: "hm", shell: "echo hi" },
          { text: "FINAL", chunk: 2 },
        ],
      });
      const [call, text, after] = [await ask(model, request), await ask(model, request), await ask(model, request)];
      assert.match(call, /^200 .*echo hi.*scripted by the fake model/s);
      assert.match(text, /FI.*NA.*L/s);
      assert.match(after, /done/);
    });
    test("an error as often as it was asked for", async () => {
      await using model = await startFakeModel({
        script: [{ status: 429, message: "slow", times: 2 }, { text: "FINAL" }],
      });
      const answers = [await ask(model, request), await ask(model, request), await ask(model, request)];
      assert.deepEqual(
        answers.map((answer) => answer.slice(0, 3)),
        ["429", "429", "200"],
      );
    });
    test("a tool that is not offered is a loud mistake of the script", async () => {
      await using model = await startFakeModel({ script: [{ write: { path: "a", content: "b" } }] });
      assert.match(await ask(model, request), /^400 .*no file-writing tool advertised/s);
    });
  });

test("a request without tools takes no turn", async () => {
  await using model = await startFakeModel({ script: [{ text: "FINAL" }] });
  assert.match(await ask(model, ["/v1/messages", { model: "m", messages: user }]), /"ok"/);
  assert.deepEqual([model.requests.length, model.main().length], [1, 0]);
});
