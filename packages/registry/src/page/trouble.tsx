import { ProblemError } from "../api/problem.ts";
import { Unavailable } from "../store/database.ts";
import type { Html } from "./html.ts";
import { Kept } from "./sign-in.tsx";

export interface TroubleFields {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly headers: Readonly<Record<string, string>>;
}

const TITLES: Readonly<Record<number, string>> = {
  403: "Not allowed",
  404: "Not found",
  413: "Too large",
  429: "Too many failures",
};

/** What is said of a failure; one that is our fault is written into the log. */
export function troubleOf(error: unknown, log: (fields: object, message: string) => void): TroubleFields {
  if (error instanceof ProblemError) {
    const { headers = {}, errors = [], detail = "" } = error.fields;
    const reasons = errors.map(({ field, reason }) => `${field}: ${reason}.`);
    return {
      status: error.status,
      title: TITLES[error.status] ?? "That did not work",
      detail: reasons.length > 0 ? reasons.join(" ") : detail,
      headers,
    };
  }
  if (error instanceof Unavailable)
    return {
      status: 503,
      title: "The database does not answer",
      detail: "Nothing was changed. Try again soon.",
      headers: { "retry-after": "2" },
    };
  // Neither the statement nor its values: a prompt's text is in them.
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  log({ error: { name, message, stack } }, "a page failed");
  return { status: 500, title: "It failed", detail: "The server's log says why.", headers: {} };
}

export interface TroubleProps extends Pick<TroubleFields, "title" | "detail" | "status"> {
  /** What was sent, when something was: where it is no fault of it, it can be sent again. */
  readonly sent?: { readonly path: string; readonly form: URLSearchParams } | undefined;
}

export function Trouble({ title, detail, status, sent }: TroubleProps): Html {
  return (
    <div class="narrow">
      <h1>{title}</h1>
      <p>{detail}</p>
      {sent === undefined || status < 500 ? null : (
        <form method="post" action={sent.path} class="stack" data-guard="kept">
          <p class="notice">What you sent is kept on this page.</p>
          <Kept form={sent.form} />
          <button type="submit" class="primary">
            Send it again
          </button>
        </form>
      )}
      <p>
        <a href="/">To the prompts</a>
      </p>
    </div>
  );
}
