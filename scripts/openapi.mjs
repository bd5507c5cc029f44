/** The description of the registry's API (OpenAPI 3.1), from the contract that client and server check with. */
import { toJsonSchema, toJsonSchemaDefs } from "@valibot/to-json-schema";

const JSON_TYPE = "application/json";
const OPTIONS = { target: "draft-2020-12", ignoreActions: ["check"], overrideAction: secondPattern };

/** A schema has one pattern; what has to hold besides stands beside it. */
function secondPattern({ valibotAction: { type, requirement }, jsonSchema }) {
  if (type === "safe_integer") return { ...jsonSchema, type: "integer" };
  if (type !== "regex" || [undefined, requirement.source].includes(jsonSchema.pattern)) return undefined;
  return { ...jsonSchema, allOf: [...(jsonSchema.allOf ?? []), { pattern: requirement.source }] };
}

/**
 * `shapes`: what modules of shapes export. `routes`: by their operation ids. `servers`: where the API is, if that is known.
 */
export function openApi({ shapes, routes, apiPath, version, servers = [] }) {
  const names = new Map(
    Object.entries(shapes).flatMap(([name, value]) => (name.endsWith("Schema") ? [[value, nameOf(name)]] : [])),
  );
  const schemas = toJsonSchemaDefs(Object.fromEntries([...names].map(([schema, name]) => [name, schema])), {
    ...OPTIONS,
    overrideRef: ({ referenceId }) => `#/components/schemas/${referenceId}`,
  });
  // Checked one by one, so that a bad one does not take the others with it: the contract of one is the same.
  schemas.PromptPage.properties.prompts.items = refTo("PromptPack");
  const paths = {};
  for (const [operationId, route] of Object.entries(routes))
    (paths[apiPath + route.path] ??= {})[route.method.toLowerCase()] = operation(operationId, route, names);
  return {
    openapi: "3.1.0",
    info: { title: "prompts-gpt registry", version, license: { name: "MIT", identifier: "MIT" } },
    ...(servers.length === 0 ? {} : { servers }),
    security: [{ token: [] }],
    paths,
    components: { schemas, securitySchemes: { token: { type: "http", scheme: "bearer", bearerFormat: "pgpt_…" } } },
  };
}

function nameOf(name) {
  return name[0].toUpperCase() + name.slice(1).replace(/Schema$/, "");
}

function refTo(name) {
  return { $ref: `#/components/schemas/${name}` };
}

function operation(operationId, route, names) {
  return {
    operationId,
    summary: route.summary,
    parameters: parametersOf(route),
    ...(route.request === undefined
      ? {}
      : { requestBody: { required: true, content: json(names.get(route.request)) } }),
    responses: responsesOf(route, names),
  };
}

function parametersOf(route) {
  const { properties = {} } = route.query === undefined ? {} : toJsonSchema(route.query, OPTIONS);
  const inQuery = Object.entries(properties).map(([name, schema]) => ({ name, in: "query", schema }));
  const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: IN_PATH[name] ?? { type: "string" },
  }));
  return [
    ...inPath,
    ...inQuery,
    ...(route.isConditional ? [header("If-None-Match", "The ETag of the answer that is known.")] : []),
    ...(route.isGuarded
      ? [
          header("If-Match", 'The version that the change was made from, in quotes: "3".'),
          header("If-None-Match", "`*`: there is to be none of this name yet."),
        ]
      : []),
    header("X-Prompts-Gpt-Account", "The account, when the caller named one."),
  ];
}

/** What stands in a path, where it is more than any text. */
const IN_PATH = { slug: refTo("Slug") };

function header(name, description) {
  return { name, in: "header", description, schema: { type: "string" } };
}

function responsesOf({ response, isConditional, isGuarded }, names) {
  const etag = isConditional ? { headers: { ETag: { required: true, schema: { type: "string" } } } } : {};
  const done =
    response === undefined
      ? { 204: { description: "Done." } }
      : { 200: { description: "Done.", ...etag, content: json(names.get(response)) } };
  return {
    ...done,
    ...(isConditional ? { 304: { description: "Nothing has changed." } } : {}),
    ...(isGuarded ? { 412: problem("There is a later version.") } : {}),
    401: problem("The token is not accepted."),
    403: problem("The token may not do this."),
    default: problem("It failed (RFC 9457)."),
  };
}

function json(name) {
  return { [JSON_TYPE]: { schema: refTo(name) } };
}

function problem(description) {
  return { description, content: { "application/problem+json": { schema: refTo("Problem") } } };
}
