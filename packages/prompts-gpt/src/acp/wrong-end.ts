import { RequestError, type InitializeResponse } from "@agentclientprotocol/sdk";
import { brief, isObject, object, objects, text } from "../providers/json.ts";

/** Why there will be no answer: a sentence for the user, in which the kinds of failure are recognised. */
export class WrongEnd extends Error {}

const AUTH_REQUIRED = -32000;

/** What an agent's error says, with what it adds to it. */
export function wordsOf(error: unknown, init?: InitializeResponse): string {
  if (!(error instanceof RequestError)) return error instanceof Error ? error.message : String(error);
  const data = isObject(error.data) ? error.data : {};
  const details = text(error.data) ?? text(data["details"]) ?? text(data["message"]) ?? "";
  const code = error.code > 0 ? ` (${error.code})` : "";
  const said = [error.message + code, details].filter((part) => part !== "").join(": ");
  return error.code === AUTH_REQUIRED ? `${said}. Not authenticated; it offers: ${waysIn(init)}` : said;
}

function waysIn(init: InitializeResponse | undefined): string {
  const ways = objects(object(init)["authMethods"]).slice(0, 10);
  const described = ways.map(({ name, description }) => brief(text(description) ?? name));
  return described.length === 0 ? "no way to log in" : described.join("; ");
}
