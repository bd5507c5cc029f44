import { ConfigError } from "../errors.ts";
import { checkApiUrl, DEFAULT_API_URL } from "./api-url.ts";
import { checkToken } from "./token.ts";

type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** What `new PromptsGptClient` takes. */
export interface ClientOptions {
  /** https, or plain http to this very machine. Default `https://prompts-gpt.com`. */
  readonly apiUrl?: string;
  /** `pgpt_…`. Null, the default: requests carry none, and a registry will refuse most of them. */
  readonly token?: string | null;
  /** Default: Node's own http, through the proxy that the environment names. */
  readonly fetch?: Fetch;
  /** Milliseconds for one exchange, at most 600,000. Default 30,000; 60,000 for `generatePrompts`. */
  readonly timeoutMs?: number;
  /** Sent along only when it is given. */
  readonly accountId?: string;
  /** Where proxies are looked up (`HTTPS_PROXY`, `NO_PROXY`). Default: this process's environment. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Keeps answers between calls, so that what has not changed is not sent again. Default: none. */
  readonly cache?: AnswerCache;
  /** Told of each request before it is sent; the token in it is masked. */
  readonly onRequest?: (request: TracedRequest) => void;
  /** Told before each wait for another try. */
  readonly onRetry?: (why: { readonly status: number | null; readonly waitMs: number }) => void;
}

/** Answers by URL, with the registry's own word for which version they are. */
export interface AnswerCache {
  get(url: string): { readonly etag: string; readonly text: string } | undefined;
  put(url: string, answer: { readonly etag: string; readonly text: string }): void;
}

/** A request as `--trace-network` prints it. */
export interface TracedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

export const LONGEST_TIMEOUT_MS = 600_000;
export const DEFAULT_TIMEOUT_MS = 30_000;
export const GENERATE_TIMEOUT_MS = 60_000;

/** Options that hold. */
export interface Checked {
  readonly apiUrl: string;
  readonly token: string | null;
  /** Undefined: each call's own default. */
  readonly timeoutMs: number | undefined;
  readonly accountId: string | undefined;
}

export function checkOptions({ apiUrl, token, timeoutMs, accountId }: ClientOptions): Checked {
  return {
    apiUrl: checkApiUrl(apiUrl ?? DEFAULT_API_URL, "the apiUrl option"),
    token: token === undefined || token === null ? null : checkToken(token, "the token option"),
    timeoutMs: timeoutMs === undefined ? undefined : checkTimeout(timeoutMs),
    accountId: accountId === undefined ? undefined : checkAccount(accountId),
  };
}

function checkTimeout(ms: number): number {
  if (!(ms > 0))
    throw new ConfigError(`The timeoutMs option is ${ms}.`, `Give milliseconds, from 1 to ${LONGEST_TIMEOUT_MS}.`);
  if (ms <= LONGEST_TIMEOUT_MS) return ms;
  process.emitWarning(`timeoutMs ${ms} is more than ${LONGEST_TIMEOUT_MS}, which is used instead.`, {
    code: "PROMPTS_GPT_TIMEOUT",
  });
  return LONGEST_TIMEOUT_MS;
}

/** It becomes a header. */
function checkAccount(id: string): string {
  if (/^[!-~]{1,200}$/.test(id)) return id;
  throw new ConfigError("The accountId option cannot be sent.", "Give 1 to 200 printable ASCII characters, no spaces.");
}
