import { objectIn, objects, text } from "./json.ts";
import type { Model } from "./provider.ts";

/** What a model's id may look like; anything else in a CLI's answer is none. */
const MODEL_ID = /^[A-Za-z0-9][\w.:/@+[\]-]{0,199}$/;
const MOST_MODELS = 2000;
const TITLE_LENGTH = 100;

/** `codex debug models --bundled`: JSON; those that its own picker shows. */
export function codexModels(stdout: string): readonly Model[] | undefined {
  const shown = objects(objectIn(stdout)?.["models"]).filter(({ visibility }) => visibility !== "hide");
  return checked(shown.map(({ slug, display_name }) => ({ id: slug, title: display_name })));
}

/** One id on each line, `provider/model`. */
export function modelLines(stdout: string): readonly Model[] | undefined {
  const lines = stdout.split("\n").map((line) => line.trim());
  const ids = lines.filter((line) => line !== "");
  return ids.every((id) => id.includes("/") && MODEL_ID.test(id)) ? checked(ids.map((id) => ({ id }))) : undefined;
}

/** `copilot help config`: under the setting `model`, a quoted id on each line. */
export function copilotModels(stdout: string): readonly Model[] | undefined {
  const lines = stdout.split("\n");
  const start = lines.findIndex((line) => /^\s*`model`:/.test(line)) + 1;
  if (start === 0) return undefined;
  const rest = lines.slice(start);
  const end = rest.findIndex((line) => !/^\s*- "/.test(line));
  return checked(rest.slice(0, end === -1 ? undefined : end).map((line) => ({ id: /"(.*)"/.exec(line)?.[1] })));
}

function checked(found: readonly { readonly id: unknown; readonly title?: unknown }[]): Model[] | undefined {
  const models = new Map<string, Model>();
  for (const { id, title } of found.slice(0, MOST_MODELS)) {
    const name = text(id);
    if (name !== undefined && MODEL_ID.test(name)) models.set(name, { id: name, ...titleOf(title, name) });
  }
  return models.size === 0 ? undefined : [...models.values()];
}

function titleOf(title: unknown, id: string): { title?: string } {
  const words = text(title)
    ?.replaceAll(/[\p{C}\p{Z}]+/gu, " ")
    .trim()
    .slice(0, TITLE_LENGTH);
  return words === undefined || words === "" || words === id ? {} : { title: words };
}
