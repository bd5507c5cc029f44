import { ConfigError } from "../../../prompts-gpt/src/errors.ts";
import { SCOPES } from "../store/tokens.ts";
import { answer, PLACE_FLAGS, reached } from "./ask.ts";
import { onlyFlags, textOf, type Words } from "./flags.ts";
import { type Io, say } from "./io.ts";

interface Token {
  readonly id: string;
  readonly name: string;
  readonly scope: string;
  readonly expiresAt: string | null;
  readonly lastUsedAt: string | null;
  readonly revokedAt: string | null;
}

/** `token create`, `token list`, `token revoke <id>`. */
export async function token(words: Words, io: Io): Promise<number> {
  const [, action, id] = words.words;
  onlyFlags(words, [...PLACE_FLAGS, "name", "scope", "expires", "json"], "token");
  switch (action) {
    case "create":
      return create(words, io);
    case "list":
      return list(words, io);
    case "revoke":
      if (id?.startsWith("pgpt_") === true)
        throw new ConfigError("A token is revoked by its id, not by itself.", "prompts-gpt-registry token list");
      if (id !== undefined) return revoke(words, io, id);
      throw new ConfigError("Which token?", "prompts-gpt-registry token list");
    default:
      throw new ConfigError("token takes create, list or revoke.", "prompts-gpt-registry token list");
  }
}

async function create(words: Words, io: Io): Promise<number> {
  const [name = "token", scope = "read"] = [textOf(words, "name"), textOf(words, "scope")];
  const expires = textOf(words, "expires");
  if (!SCOPES.some((one) => one === scope))
    throw new ConfigError(
      `--scope takes ${SCOPES.join(", ")}; not ${JSON.stringify(scope)}.`,
      "prompts-gpt-registry token create --scope read",
    );
  const body = { name, scope, ...(expires === undefined ? {} : { expiresAt: expiryOf(expires) }) };
  await using registry = await reached(words, io);
  const made = (await answer(registry, { method: "POST", path: "/api/v1/tokens", body })) as Token & { token: string };
  if (words.flags.json === true) say(io.stdout, JSON.stringify(made));
  else say(io.stdout, made.token);
  return 0;
}

/** `90d`, or a time of ISO 8601. */
function expiryOf(text: string): string {
  const time = timeOf(text);
  if (time.getTime() > Date.now()) return time.toISOString();
  const isTime = !Number.isNaN(time.getTime());
  throw new ConfigError(
    isTime ? `--expires ${text} is over already.` : `--expires takes 90d or a date; not ${JSON.stringify(text)}.`,
    "prompts-gpt-registry token create --expires 90d",
  );
}

function timeOf(text: string): Date {
  const [, days] = /^(\d{1,4})d$/.exec(text) ?? [];
  return days === undefined ? new Date(text) : new Date(Date.now() + Number(days) * 86_400_000);
}

async function list(words: Words, io: Io): Promise<number> {
  await using registry = await reached(words, io);
  const { tokens } = (await answer(registry, { method: "GET", path: "/api/v1/tokens" })) as { tokens: Token[] };
  if (words.flags.json === true) say(io.stdout, JSON.stringify({ tokens }));
  else for (const one of tokens) say(io.stdout, lineOf(one));
  return 0;
}

function lineOf({ id, scope, name, expiresAt, lastUsedAt, revokedAt }: Token): string {
  const state = revokedAt !== null ? `revoked ${revokedAt}` : expiresAt === null ? "" : `until ${expiresAt}`;
  return [id, scope.padEnd(5), lastUsedAt ?? "never used".padEnd(24), name, state].join("  ").trimEnd();
}

async function revoke(words: Words, io: Io, id: string): Promise<number> {
  await using registry = await reached(words, io);
  await answer(registry, { method: "DELETE", path: `/api/v1/tokens/${encodeURIComponent(id)}` });
  return 0;
}
