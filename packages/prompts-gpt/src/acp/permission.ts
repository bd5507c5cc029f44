import { isAbsolute } from "node:path";
import { brief } from "../providers/json.ts";
import type { Access } from "../providers/provider.ts";
import { isCredentialsPath } from "../credentials-path.ts";
import { type Place, realPlace } from "./place.ts";
import type { ToolCall } from "./tool-call.ts";

const LOOKS = new Set(["read", "search", "think"]);
const EDITS = new Set(["edit", "delete", "move"]);

/**
 * Why a tool call is not allowed; undefined when it is. Access `read` lets it look, `write` lets it change files of the
 * workspace too, `full` lets it do anything but see our credentials. A call that does not say what it works on is none of
 * the first two.
 */
export async function whyNot(call: ToolCall, access: Access, place: Place): Promise<string | undefined> {
  if (call.paths.some((path) => isCredentialsPath(path))) return "nobody reads the credentials of prompts-gpt";
  const places = await Promise.all(call.paths.map((path) => realPlace(place, path)));
  if (places.includes("credentials")) return "nobody reads the credentials of prompts-gpt";
  if (access === "full") return undefined;
  const isOutside = places.includes("outside") || !call.paths.every((path) => isAbsolute(path));
  if (isOutside) return "it is about something outside of the workspace";
  if (LOOKS.has(call.kind)) return undefined;
  if (access === "read" || !EDITS.has(call.kind))
    return `the run has access ${access}, and this is: ${brief(call.kind)}`;
  if (call.paths.length === 0) return "it does not say which files it changes";
  return places.includes("git") ? "files of git are changed by git alone" : undefined;
}
