import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";

interface Operation {
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { schema: { $ref: string } }>> }>
  >;
}
interface Api {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

const api = JSON.parse(readFileSync(new URL("../../schemas/openapi.json", import.meta.url), "utf8")) as Api;
const ajv = new Ajv2020({ validateFormats: false, strict: false }).addSchema({ ...api, $id: "api" });
const paths = Object.entries(api.paths).map(([path, operations]) => ({
  pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, "[^/]+")}$`),
  operations,
}));

export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly type: string | null;
  readonly body: unknown;
}

/** Throws when the description of the API says something else than this answer. */
export function checkDescribed({ method, path, status, type, body }: Seen): void {
  const [plain = ""] = path.split("?");
  const found = paths
    .filter(({ pattern }) => pattern.test(plain))
    .map(({ operations }) => operations[method.toLowerCase()]);
  const operation = found.find((one) => one !== undefined);
  if (operation === undefined || status === 304) return;
  const described = operation.responses[status] ?? operation.responses["default"];
  if (type === null && described?.content === undefined) return;
  const ref = described?.content?.[type ?? ""]?.schema.$ref;
  if (ref === undefined) throw new Error(`${method} ${path}: ${status} ${type} is not described`);
  const validate = ajv.getSchema(`api${ref}`) ?? ajv.compile({ $ref: `api${ref}` });
  if (validate(body) !== true)
    throw new Error(`${method} ${path}: ${status} is not as described: ${ajv.errorsText(validate.errors)}`);
}
