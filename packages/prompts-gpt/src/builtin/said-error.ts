import { APICallError } from "@ai-sdk/provider";
import { brief, object, text } from "../providers/json.ts";

/** What went wrong while a model was asked, in one line: with the status, and in the service's own words. */
export function saidBy(error: unknown): string {
  if (APICallError.isInstance(error)) return saidByService(error);
  if (error instanceof Error) {
    const code = "code" in error && typeof error.code === "string" ? error.code : "";
    return code === "" || error.message.includes(code) ? brief(error.message) : brief(`${error.message} (${code})`);
  }
  const { message, type, code } = object(error);
  return brief([text(message) ?? error, text(type) ?? text(code)].filter(Boolean).join(" ")); // within a stream
}

function saidByService(error: APICallError): string {
  const { statusCode, message, url, responseBody = "" } = error;
  if (statusCode === undefined) return `${brief(message)}${causeOf(error)}`;
  // It had begun to answer.
  if (statusCode < 300) return `stream closed before the end of the answer${causeOf(error)}`;
  // A 404 may be a model that is not there, or a URL that is wrong.
  const where = statusCode !== 404 ? "" : /model/i.test(message) ? " (model not found)" : ` (${url})`;
  const words = responseBody === "" || responseBody.includes(message) ? message : `${message}: ${responseBody}`;
  const wait = retryAfterMs(error);
  return `HTTP ${statusCode}: ${brief(words)}${where}${wait === undefined ? "" : `; retry-after: ${Math.ceil(wait / 1000)}`}`;
}

function causeOf({ cause }: Error): string {
  return cause === undefined ? "" : `: ${saidBy(cause)}`;
}

/** How long the service wants to be left alone, in milliseconds. */
export function retryAfterMs(error: unknown): number | undefined {
  if (!APICallError.isInstance(error)) return undefined;
  const value = error.responseHeaders?.["retry-after"];
  if (value === undefined) return undefined;
  const wait = /^\d+(\.\d+)?$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isFinite(wait) ? Math.max(0, wait) : undefined;
}
