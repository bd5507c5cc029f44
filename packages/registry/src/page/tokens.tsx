import { noToken } from "../api/project-routes.ts";
import { ProblemError } from "../api/problem.ts";
import { check } from "../api/read-request.ts";
import { newTokenSchema } from "../api/shapes.ts";
import type { Scope, TokenRow } from "../store/tokens.ts";
import { Choose, Errors, Input } from "./fields.tsx";
import type { Html } from "./html.ts";
import type { Ask, Move, Page } from "./page.ts";
import type { FieldErrors } from "./read-draft.ts";
import { Name } from "./visible.tsx";
import { When } from "./when.tsx";

const DAY_MS = 86_400_000;

const EXPIRIES = [
  ["30", "in 30 days"],
  ["90", "in 90 days"],
  ["365", "in a year"],
  ["", "never"],
] as const;

export async function tokensPage(ask: Ask): Promise<Page> {
  return listed(ask, new URLSearchParams({ scope: "read", days: "90" }), {});
}

/** The only answer that ever holds it. */
export async function createToken(ask: Ask): Promise<Page> {
  const { caller, parts, form } = ask;
  const wanted = readToken(form);
  if ("errors" in wanted) return { ...(await listed(ask, form, wanted.errors)), status: 422 };
  const { token, name, scope } = await parts.store.tokens.create(caller, wanted);
  return {
    title: "New token",
    section: "tokens",
    main: (
      <div class="narrow">
        <h1>The new token</h1>
        <p>
          <Name text={name} /> <span class="chip">{scope}</span>
        </p>
        <p class="notice">Copy it now: nobody can see it again. Whoever has it can do what it allows.</p>
        <div class="inline">
          <code class="secret" id="secret">
            {token}
          </code>
          <button type="button" data-copy-from="secret" hidden>
            Copy
          </button>
        </div>
        <p>
          <a href="/tokens">All tokens</a>
        </p>
      </div>
    ),
  };
}

interface Wanted {
  readonly name: string;
  readonly scope: Scope;
  readonly expiresAt?: Date;
}

function readToken(form: URLSearchParams): Wanted | { readonly errors: FieldErrors } {
  const days = form.get("days") ?? "";
  if (!EXPIRIES.some(([value]) => value === days)) return { errors: { days: ["choose one"] } };
  try {
    const fields = { name: form.get("name")?.trim() ?? "", scope: form.get("scope") };
    const wanted = check(newTokenSchema, fields) as Wanted;
    return days === "" ? wanted : { ...wanted, expiresAt: new Date(Date.now() + Number(days) * DAY_MS) };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return { errors: Object.fromEntries((error.fields.errors ?? []).map(({ field, reason }) => [field, [reason]])) };
  }
}

async function listed({ caller, parts }: Ask, form: URLSearchParams, errors: FieldErrors): Promise<Page> {
  const tokens = await parts.store.tokens.list(caller.projectId);
  const holding = tokens.filter((token) => stateOf(token) === "holds");
  const others = tokens.filter((token) => stateOf(token) !== "holds");
  return {
    title: "Tokens",
    section: "tokens",
    main: (
      <>
        <h1>Tokens</h1>
        <NewToken form={form} errors={errors} />
        <Table id="holding" title="Active" tokens={holding} own={caller.tokenId} />
        {others.length === 0 ? null : <Table id="others" title="Ended" tokens={others} own={caller.tokenId} />}
      </>
    ),
  };
}

function NewToken({ form, errors }: { readonly form: URLSearchParams; readonly errors: FieldErrors }): Html {
  const of = (name: string) => ({ name, value: form.get(name) ?? "", errors: errors[name] ?? [] });
  const scopes = [
    ["read", "read"],
    ["write", "read and write"],
    ["admin", "administer"],
  ] as const;
  return (
    <form method="post" action="/tokens" class="panel">
      <Errors errors={errors} />
      <div class="row">
        <Input {...of("name")} label="Name" required maxlength={100} />
        <Choose {...of("scope")} label="May" choices={scopes} />
        <Choose {...of("days")} label="Ends" choices={EXPIRIES} />
        <button type="submit" class="primary">
          Make a token
        </button>
      </div>
    </form>
  );
}

interface TableProps {
  readonly id: string;
  readonly title: string;
  readonly tokens: readonly TokenRow[];
  /** The token that this session stands for. */
  readonly own: string | null;
}

function Table({ id, title, tokens, own }: TableProps): Html {
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <ul class="list tokens">
        {tokens.map((token) => (
          <li>
            <div class="what">
              <strong>
                <Name text={token.name} />
              </strong>{" "}
              <span class="chip">{token.scope}</span>{" "}
              {token.id === own ? <span class="quiet">signed in with it</span> : null}
            </div>
            <Times {...token} />
            <div class="state">
              {stateOf(token) === "holds" ? (
                <a class="button" href={`/tokens/${token.id}/revoke`} aria-label={`Revoke ${token.name}`}>
                  Revoke
                </a>
              ) : (
                <span class="quiet">{stateOf(token)}</span>
              )}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Times({ createdAt, lastUsedAt, expiresAt, revokedAt }: TokenRow): Html {
  return (
    <div class="facts">
      <span>
        made <When at={createdAt} />
      </span>
      <span>
        {lastUsedAt === null ? (
          "never used"
        ) : (
          <>
            used <When at={lastUsedAt} />
          </>
        )}
      </span>
      {expiresAt === null ? (
        <span>never ends</span>
      ) : (
        <span>
          ends <When at={expiresAt} />
        </span>
      )}
      {revokedAt === null ? null : (
        <span>
          revoked <When at={revokedAt} />
        </span>
      )}
    </div>
  );
}

function stateOf({ revokedAt, expiresAt }: TokenRow): "holds" | "revoked" | "run out" {
  if (revokedAt !== null) return "revoked";
  return expiresAt !== null && expiresAt.getTime() <= Date.now() ? "run out" : "holds";
}

export async function confirmRevoke({ caller, parts, param }: Ask): Promise<Page> {
  const token = (await parts.store.tokens.list(caller.projectId)).find(({ id }) => id === param("id"));
  if (token === undefined || stateOf(token) !== "holds") throw noToken();
  return {
    title: `Revoke ${token.name}`,
    section: "tokens",
    main: (
      <div class="narrow">
        <h1>Revoke this token?</h1>
        <p>
          <strong>
            <Name text={token.name} />
          </strong>{" "}
          <span class="chip">{token.scope}</span> stops working at once and for good.
          {token.id === caller.tokenId ? " You are signed in with it: you will be signed out." : ""}
        </p>
        <form method="post" action={`/tokens/${token.id}/revoke`} class="inline">
          <button type="submit" class="danger">
            Revoke it
          </button>
          <a class="button" href="/tokens">
            Leave it
          </a>
        </form>
      </div>
    ),
  };
}

export async function revokeToken({ caller, parts, param }: Ask): Promise<Move> {
  if (!(await parts.store.tokens.revoke(caller, param("id")))) throw noToken();
  return { to: "/tokens", said: "revoked" };
}
