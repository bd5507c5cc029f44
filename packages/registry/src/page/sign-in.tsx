import { ProblemError } from "../api/problem.ts";
import type { Html } from "./html.ts";

export interface SignInPage {
  /** Where to go then; a path of ours. */
  readonly to: string;
  /** Why nobody is signed in yet. */
  readonly trouble?: string | undefined;
  /** Came here from another site, which browsers do without the cookie. */
  readonly isFromElsewhere?: boolean;
}

export function SignIn({ to, trouble, isFromElsewhere = false }: SignInPage): Html {
  return (
    <div class="narrow">
      <h1>Sign in</h1>
      {isFromElsewhere ? (
        <p class="notice">
          You followed a link from somewhere else. Signed in already? <a href={to}>Go on to the page</a>
        </p>
      ) : null}
      <form method="post" action="/sign-in" class="stack">
        <input type="hidden" name="to" value={to} />
        <TokenField trouble={trouble} />
        <button type="submit" class="primary">
          Sign in
        </button>
      </form>
      <p class="quiet">
        An administrator makes tokens under “Tokens”; the first one was printed when the registry was started for the
        first time. This browser keeps no token.
      </p>
    </div>
  );
}

/** Where something was sent after the session had ended: signed in, it is done, and what was typed is not lost. */
export function SignInAgain({
  path,
  form,
  trouble,
}: {
  readonly path: string;
  readonly form: URLSearchParams;
  readonly trouble?: string | undefined;
}): Html {
  return (
    <div class="narrow">
      <h1>Sign in again</h1>
      <p class="notice">Your session has ended. What you sent is kept on this page, and is done once you sign in.</p>
      <form method="post" action={path} class="stack" data-guard="kept">
        <Kept form={form} />
        <TokenField trouble={trouble} />
        <button type="submit" class="primary">
          Sign in and go on
        </button>
      </form>
    </div>
  );
}

/** Everything that was sent, but for the token, to be sent again. */
export function Kept({ form }: { readonly form: URLSearchParams }): Html {
  return (
    <>
      {[...form]
        .filter(([name]) => name !== TOKEN_FIELD)
        .map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
    </>
  );
}

export interface Refusal {
  readonly refusal: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** What is said of a token that was not taken: the same of one that is unknown, has run out, or was revoked. */
export function refusalOf(error: unknown): Refusal {
  if (!(error instanceof ProblemError)) throw error;
  const { status, fields } = error;
  if (status === 401) return { status, refusal: "This token is not accepted.", headers: {} };
  return { status, refusal: fields.detail ?? "", headers: fields.headers ?? {} };
}

/** Of no other form. */
export const TOKEN_FIELD = "sign-in-token";

function TokenField({ trouble }: { readonly trouble: string | undefined }): Html {
  return (
    <div class="field">
      <label for="token">Token</label>
      <input
        id="token"
        name={TOKEN_FIELD}
        type="password"
        required
        autofocus
        autocomplete="off"
        spellcheck={false}
        aria-invalid={trouble === undefined ? undefined : "true"}
        aria-describedby={trouble === undefined ? undefined : "token-trouble"}
      />
      {trouble === undefined ? null : (
        <p class="trouble" id="token-trouble" role="alert">
          {trouble}
        </p>
      )}
    </div>
  );
}
