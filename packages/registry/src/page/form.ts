import { ProblemError } from "../api/problem.ts";
import { readText } from "../api/read-request.ts";
import { headerOf, type RequestContext } from "../api/request-context.ts";

/** Bytes: a prompt of 1 MiB of characters, each of up to three bytes, and each of them escaped in three. */
const LARGEST_FORM = 10 * 1024 * 1024;

/** Bytes of forms that are taken at once from those who are not signed in: everybody who reaches the server can send them. */
const ROOM_FOR_STRANGERS = 32 * 1024 * 1024;
let taken = 0;

/** What somebody sent who is not signed in, or not any more. */
export async function readFormOfStranger<T>(c: RequestContext, use: (form: URLSearchParams) => Promise<T>): Promise<T> {
  const size = Math.min(LARGEST_FORM, Number(headerOf(c, "content-length") ?? LARGEST_FORM));
  if (taken + size > ROOM_FOR_STRANGERS)
    throw new ProblemError(503, {
      detail: "Too much is sent here at once. Go back, where what you typed is, and send it again.",
      headers: { "retry-after": "2", connection: "close" },
    });
  taken += size;
  try {
    return await use(await readForm(c));
  } finally {
    taken -= size;
  }
}

/** What a form of ours sends. Browsers send CRLF for each line end; here it is LF. */
export async function readForm(c: RequestContext, largest = LARGEST_FORM): Promise<URLSearchParams> {
  if (!/^application\/x-www-form-urlencoded\b/i.test(headerOf(c, "content-type") ?? ""))
    throw new ProblemError(415, { detail: "Forms of this page are sent as application/x-www-form-urlencoded." });
  const form = new URLSearchParams();
  for (const [name, value] of new URLSearchParams(await readText(c, largest)))
    form.append(name, value.replaceAll("\r\n", "\n"));
  return form;
}
