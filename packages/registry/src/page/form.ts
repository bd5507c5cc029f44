import { ProblemError } from "../api/problem.ts";
import { readText } from "../api/read-request.ts";
import { headerOf, type RequestContext } from "../api/request-context.ts";

/** Bytes: a prompt of 1 MiB of characters, each of up to three bytes, and each of them escaped in three. */
const LARGEST_FORM = 10 * 1024 * 1024;

/** What a form of ours sends. Browsers send CRLF for each line end; here it is LF. */
export async function readForm(c: RequestContext): Promise<URLSearchParams> {
  if (!/^application\/x-www-form-urlencoded\b/i.test(headerOf(c, "content-type") ?? ""))
    throw new ProblemError(415, { detail: "Forms of this page are sent as application/x-www-form-urlencoded." });
  const form = new URLSearchParams();
  for (const [name, value] of new URLSearchParams(await readText(c, LARGEST_FORM)))
    form.append(name, value.replaceAll("\r\n", "\n"));
  return form;
}
