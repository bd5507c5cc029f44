import type { Config, LoadedConfig } from "../config/config.ts";
import { ConfigError } from "../errors.ts";
import { nearest } from "../nearest.ts";
import {
  DEFAULT_ACCESS,
  isWider,
  narrower,
  PERMISSION_MODE_ACCESS,
  SANDBOX_ACCESS,
} from "../providers/access-words.ts";
import type { Access } from "../providers/provider.ts";
import type { Continued } from "./continued.ts";
import type { RunPromptInput } from "./run-input.ts";

export interface ResolvedAccess {
  readonly access: Access;
  /** The provider's own word, when the user used it. */
  readonly mode?: string;
  readonly origin: string;
  readonly warning?: string;
}

/** Whose word it is, and what each word means. */
const WORDS = {
  sandbox: { provider: "codex", meaning: SANDBOX_ACCESS, flag: "--sandbox" },
  permissionMode: { provider: "claude", meaning: PERMISSION_MODE_ACCESS, flag: "--permission-mode" },
} as const;
type Word = keyof typeof WORDS;

export interface Asked {
  readonly input: RunPromptInput;
  readonly loaded: LoadedConfig;
  readonly provider: string;
  /** The frontmatter's wish: it may narrow, never widen. */
  readonly wish?: Access | undefined;
  /** The run whose session goes on: what it could not do, that session does only when the user says so. */
  readonly continued?: Pick<Continued, "runId" | "access"> | undefined;
}

/** What the agent may do: the user's word first, then configuration; what the prompt file says can only narrow that. */
export function resolveAccess(asked: Asked): ResolvedAccess {
  const given = fromInput(asked.input, asked.provider);
  if (given !== undefined) return given;
  const { continued } = asked;
  const usual = withoutWord(asked);
  if (continued === undefined || !isWider(usual.access, continued.access)) return usual;
  const warning = `The run ${continued.runId} had access ${continued.access}, and so has this one. To allow more: --access ${usual.access}`;
  return { access: continued.access, origin: `run ${continued.runId}`, warning };
}

function withoutWord({ loaded, provider, wish }: Asked): ResolvedAccess {
  const configured = fromConfig(loaded, provider);
  if (wish === undefined || wish === configured.access) return configured;
  if (!isWider(wish, configured.access)) return { access: narrower(wish, configured.access), origin: "frontmatter" };
  const warning = `The prompt file asks for access ${wish}; a prompt file may only narrow, so it stays ${configured.access}. To allow it: --access ${wish}`;
  return { ...configured, warning };
}

/** The CLI whose own word for access the input uses, and that word's flag. */
export function ownerOfWord(input: RunPromptInput): { readonly provider: string; readonly flag: string } | undefined {
  const word = (["sandbox", "permissionMode"] as const).find((name) => input[name] !== undefined);
  return word && WORDS[word];
}

function fromInput(input: RunPromptInput, provider: string): ResolvedAccess | undefined {
  for (const word of ["sandbox", "permissionMode"] as const) {
    const mode = input[word];
    if (mode === undefined) continue;
    const access = meaningOf(word, mode);
    if (provider !== WORDS[word].provider) throw cannotExpress(word, provider, access);
    if (input.access !== undefined && input.access !== access) {
      throw new ConfigError(
        `${WORDS[word].flag} ${mode} means access ${access}, but --access says ${input.access}.`,
        `Leave one of them out: --access ${access}`,
      );
    }
    return { access, mode, origin: "input" };
  }
  return input.access === undefined ? undefined : { access: input.access, origin: "input" };
}

function meaningOf(word: Word, mode: string): Access {
  const { meaning, flag } = WORDS[word];
  const access = meaning[mode];
  if (access !== undefined) return access;
  const near = nearest(mode, Object.keys(meaning)) ?? Object.keys(meaning)[0];
  throw new ConfigError(
    `${flag} knows ${Object.keys(meaning).join(", ")}; not ${JSON.stringify(mode)}.`,
    `${flag} ${near}`,
  );
}

function cannotExpress(word: Word, provider: string, access: Access): ConfigError {
  const { flag, provider: owner } = WORDS[word];
  return new ConfigError(`${flag} is for the provider ${owner}; this run uses ${provider}.`, `--access ${access}`);
}

function fromConfig({ config, origins }: LoadedConfig, provider: string): ResolvedAccess {
  const word = (["sandbox", "permissionMode"] as const).find(
    (name) => WORDS[name].provider === provider && config[name] !== undefined,
  );
  const mode = word === undefined ? undefined : config[word];
  const general = { access: config.access ?? DEFAULT_ACCESS, origin: originOf(origins, "access") };
  if (word === undefined || mode === undefined) return general;
  const own = { access: meaningOf(word, mode), mode, origin: originOf(origins, word) };
  if (config.access === undefined) return own;
  // Both are set: the one from the higher layer counts; from the same one, the narrower.
  const [generalRank, ownRank] = [rankOf(origins, "access"), rankOf(origins, word)];
  if (generalRank !== ownRank) return generalRank > ownRank ? general : own;
  return isWider(own.access, general.access) ? general : own;
}

const LAYERS = ["default", "user", "project", "local", "environment"];

function rankOf(origins: LoadedConfig["origins"], key: keyof Config): number {
  return LAYERS.indexOf(origins[key]?.layer ?? "default");
}

export function originOf(origins: LoadedConfig["origins"], key: string): string {
  return origins[key]?.where ?? "built in";
}
