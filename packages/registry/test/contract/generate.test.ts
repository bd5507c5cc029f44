import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startFakeModel } from "../../../prompts-gpt/test/support/fake-model.mjs";
import { askModel, readModels } from "../../src/server/models.ts";
import { startRegistry, tempFolder } from "../support/registry.ts";

const ANSWER = JSON.stringify({ prompts: [{ slug: "find-it", title: "Find it", body: "Find {{what}}." }] });
const ENDPOINTS = {
  openai: (url: string) => ({ OPENAI_BASE_URL: `${url}/v1`, OPENAI_API_KEY: "sk-secret-1" }),
  anthropic: (url: string) => ({ ANTHROPIC_BASE_URL: url, ANTHROPIC_API_KEY: "sk-secret-2" }),
};

for (const [api, environment] of Object.entries(ENDPOINTS))
  test(`drafts by a model that speaks ${api}: an answer that cannot be used is asked for once more`, async () => {
    await using model = await startFakeModel({
      script: { turns: [{ text: "Gladly!" }, { text: ANSWER }], auxWhenNoTools: false },
    });
    using folder = tempFolder();
    const ask = askModel(`${api}/some-model`, environment(model.url));
    await using registry = await startRegistry({ folder: folder.path }, { ask });
    const made = await registry.ask("/api/v1/generate", { method: "POST", body: { goal: "find it", count: 1 } });
    expect([made.status, made.body["prompts"]]).toMatchObject([
      200,
      [{ slug: "find-it", source: "generated", tags: [] }],
    ]);
    expect(JSON.stringify(model.requests[1]?.body)).toContain("Gladly!");
    expect((await registry.ask("/api/v1/prompts")).body["prompts"]).toEqual([]);
  });

test("what the model's service refuses is a problem without its key or its address", async () => {
  await using model = await startFakeModel({
    script: { turns: [{ status: 401, message: "bad key sk-secret-1", times: 0 }], auxWhenNoTools: false },
  });
  using folder = tempFolder();
  const ask = askModel("openai/some-model", ENDPOINTS.openai(model.url));
  await using registry = await startRegistry({ folder: folder.path }, { ask });
  const made = await registry.ask("/api/v1/generate", { method: "POST", body: { goal: "find it" } });
  expect([made.status, made.body["detail"]]).toEqual([502, "the model's service answered with 401."]);
  expect(made.text).not.toMatch(/secret|127\.0\.0\.1/);
});

test("a model's service that says nothing, or nothing that can be read, is told in words", async () => {
  let answer = "";
  const service = createServer((request, response) => {
    if (answer === "") request.socket.destroy();
    else response.writeHead(200, { "content-type": "application/json" }).end(answer);
  });
  await new Promise<void>((resolve) => service.listen(0, "127.0.0.1", resolve));
  using folder = tempFolder();
  const ask = askModel("openai/m", ENDPOINTS.openai(`http://127.0.0.1:${(service.address() as AddressInfo).port}`));
  await using registry = await startRegistry({ folder: folder.path }, { ask });
  const made = async () =>
    (await registry.ask("/api/v1/generate", { method: "POST", body: { goal: "g" } })).body["detail"];
  expect(await made()).toBe("the model's service cannot be reached.");
  answer = "<html>";
  expect(await made()).toBe("the model's service gave no answer that can be read.");
  service.close();
});

test("a model without a key is refused at the start, a list of models that does not hold too", () => {
  expect(() => askModel("openai/x", {})).toThrow("OPENAI_API_KEY");
  using folder = tempFolder();
  const file = join(folder.path, "models.json");
  writeFileSync(file, '{"models":[{"id":"gpt-5.5","provider":"codex"}]}');
  expect(readModels(file)).toEqual([{ id: "gpt-5.5", provider: "codex" }]);
  writeFileSync(file, '{"models":[{"id":7}]}');
  expect(() => readModels(file)).toThrow("models.0.id");
});
