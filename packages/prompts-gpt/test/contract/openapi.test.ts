import { readFileSync } from "node:fs";
import { Validator } from "@seriousme/openapi-schema-validator";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { API_PATH, type Route, ROUTES } from "../../src/registry/contract/routes.ts";
import { draftOf, pack, startRegistry, TOKEN } from "../support/registry.ts";

interface Api {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}
interface Operation {
  readonly operationId: string;
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}
type Content = Readonly<Record<string, { readonly schema: { readonly $ref: string } }>>;

const text = readFileSync(new URL("../../schemas/openapi.json", import.meta.url), "utf8");
const api = JSON.parse(text) as Api;
const ajv = new Ajv2020({ validateFormats: false, strict: false }).addSchema({ ...api, $id: "api" });

function operationOf({ method, path }: Route): Operation {
  const found = api.paths[API_PATH + path]?.[method.toLowerCase()];
  if (found === undefined) throw new Error(`${method} ${path} is not described`);
  return found;
}

/** What does not hold in a value, by the description of what is sent or answered. */
function problemsIn(content: Content | undefined, type: string, value: unknown): unknown {
  const { $ref } = content?.[type.split(";")[0] ?? ""]?.schema ?? { $ref: `no ${type}` };
  const validate = ajv.compile({ $ref: `api${$ref}` });
  return validate(value) ? undefined : validate.errors;
}

test("it is OpenAPI 3.1, and describes every route", async () => {
  const { valid, errors } = await new Validator().validate(text);
  expect([valid, errors]).toEqual([true, undefined]);
  const described = Object.values(api.paths).flatMap((path) => Object.values(path).map((one) => one.operationId));
  expect(described.toSorted()).toEqual(Object.keys(ROUTES).toSorted());
});

const draft = draftOf(
  pack("alpha", { variables: { area: { type: "enum", enum: ["a"] } }, sweep: { maxIterations: 3 } }),
);
/** What is asked of a registry that has `alpha`, and the status of its answer. */
const ASKED: readonly (readonly [
  Route,
  status: number,
  how?: { body?: unknown; headers?: Record<string, string>; slug?: string },
])[] = [
  [ROUTES.getProject, 200],
  [ROUTES.getProject, 401, { headers: { authorization: "Bearer pgpt_other" } }],
  [ROUTES.listPrompts, 200],
  [ROUTES.getPrompt, 200],
  [ROUTES.getPrompt, 404, { slug: "nothing" }],
  [ROUTES.listVersions, 200],
  [ROUTES.putPrompt, 200, { body: draft, headers: { "if-match": '"1"' } }],
  [ROUTES.putPrompt, 412, { body: draft, headers: { "if-match": '"7"' } }],
  [ROUTES.generatePrompts, 200, { body: { goal: "g", count: 2 } }],
  [ROUTES.listModels, 200],
];

for (const [route, status, { body, headers = {}, slug = "alpha" } = {}] of ASKED)
  test(`${route.method} ${route.path} is answered with ${status} as described`, async () => {
    await using registry = await startRegistry([pack("alpha", { difficulty: "Beginner", tags: ["a"] }), pack("beta")]);
    const { requestBody, responses } = operationOf(route);
    if (body !== undefined) expect(problemsIn(requestBody?.content, "application/json", body)).toBe(undefined);
    const answer = await fetch(registry.url + API_PATH + route.path.replace("{slug}", slug), {
      method: route.method,
      headers: { authorization: `Bearer ${TOKEN}`, ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    expect(answer.status).toBe(status);
    const { content } = responses[status] ?? responses["default"] ?? {};
    const type = answer.headers.get("content-type") ?? "nothing";
    expect(problemsIn(content, type, await answer.json())).toBe(undefined);
  });

const WRONG: Readonly<Record<string, object>> = {
  "a slug that climbs": { slug: "../a" },
  "an empty title": { title: " " },
  "a title with an escape": { title: "\u001B[31m" },
  "no body": { body: undefined },
  "a version of 0": { version: 0 },
  "a half version": { version: 1.5 },
  "another source": { source: "elsewhere" },
};

for (const [name, change] of Object.entries(WRONG))
  test(`a prompt with ${name} is not as described`, () => {
    const { content } = operationOf(ROUTES.getPrompt).responses["200"] ?? {};
    const value: unknown = JSON.parse(JSON.stringify({ ...pack("alpha"), ...change }));
    expect(problemsIn(content, "application/json", value)).not.toBe(undefined);
  });
