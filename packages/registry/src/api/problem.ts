import type { Problem } from "../../../prompts-gpt/src/registry/contract/shapes.ts";
import { reply } from "./reply.ts";

const TITLES: Readonly<Record<number, string>> = {
  400: "Bad request",
  401: "The token is not accepted",
  403: "This token may not do this",
  404: "Not found",
  405: "Not allowed here",
  408: "It took too long",
  409: "There is one already",
  412: "There is a later version",
  413: "Too large",
  415: "Not JSON",
  421: "Not this server",
  422: "It does not hold",
  428: "A condition is missing",
  429: "Too many failures",
  500: "It failed",
  501: "Not set up",
  502: "The model failed",
  503: "The database does not answer",
};

export interface ProblemFields extends Pick<Problem, "detail" | "errors" | "currentVersion"> {
  readonly headers?: Readonly<Record<string, string>>;
}

/** Thrown where a request turns out not to be one that can be answered. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  readonly status: number;
  readonly fields: ProblemFields;

  constructor(status: number, fields: ProblemFields = {}) {
    super(fields.detail ?? TITLES[status] ?? "");
    this.status = status;
    this.fields = fields;
  }
}

/** RFC 9457. `detail` ends in what to do, where there is something. */
export function problem(status: number, { headers = {}, ...fields }: ProblemFields = {}): Response {
  const body = JSON.stringify({ type: "about:blank", title: TITLES[status] ?? "It failed", status, ...fields });
  return reply({ status, type: "application/problem+json", body, headers });
}
