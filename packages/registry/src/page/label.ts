import { object } from "valibot";
import { noPrompt } from "../api/prompt-routes.ts";
import { ProblemError } from "../api/problem.ts";
import { check } from "../api/read-request.ts";
import { labelSchema } from "../api/shapes.ts";
import type { Ask, Move } from "./page.ts";
import { promptPath } from "./paths.ts";
import { readCount } from "./read-count.ts";

export async function setLabel(ask: Ask): Promise<Move> {
  const { caller, parts, param, form } = ask;
  const version = readCount(form.get("version"), "version");
  if (version === undefined) throw new ProblemError(422, { errors: [{ field: "version", reason: "it is missing" }] });
  if (!(await parts.store.labels.set(caller, param("slug"), { name: labelOf(ask), version }))) throw noPrompt();
  return { to: promptPath(param("slug")), said: "labelled" };
}

export async function removeLabel(ask: Ask): Promise<Move> {
  const { caller, parts, param } = ask;
  if (!(await parts.store.labels.remove(caller, param("slug"), labelOf(ask)))) throw noPrompt();
  return { to: promptPath(param("slug")), said: "unlabelled" };
}

function labelOf({ form }: Ask): string {
  const label = form.get("label")?.trim() ?? "";
  if (label === "") throw new ProblemError(422, { errors: [{ field: "label", reason: "it is empty" }] });
  check(object({ label: labelSchema }), { label });
  return label;
}
