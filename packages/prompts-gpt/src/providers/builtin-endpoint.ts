import { isOwnServer } from "./login.ts";
import { parseServerUrl, serverUrlProblem } from "../server-url.ts";

type Env = Readonly<Record<string, string | undefined>>;
type Api = "openai" | "anthropic";

/** Where the built-in agent finds its model. */
export interface Endpoint {
  /** The words that are spoken there: OpenAI's Chat Completions or Anthropic's Messages. */
  readonly api: Api;
  /** As the service calls it. */
  readonly model: string;
  /** With the version in it, without a slash at its end. */
  readonly baseUrl: string;
  readonly key: { readonly name: string; readonly value: string } | undefined;
}

/** What is missing, or stands in the way: a sentence that ends in something to type. */
interface Unusable {
  readonly problem: string;
}

/** Hosts that may be spoken to by plain http, comma-separated: a model server in the user's own network. */
const PLAIN_HTTP = "PROMPTS_GPT_BUILTIN_HTTP_HOSTS";

interface Service {
  readonly url: string;
  readonly usualUrl: string;
  readonly keys: readonly string[];
}

const SERVICES: Readonly<Record<Api, Service>> = {
  openai: { url: "OPENAI_BASE_URL", usualUrl: "https://api.openai.com/v1", keys: ["OPENAI_API_KEY"] },
  // Its own programs write it without the version.
  anthropic: {
    url: "ANTHROPIC_BASE_URL",
    usualUrl: "https://api.anthropic.com",
    keys: ["ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN"],
  },
};
const APIS = ["openai", "anthropic"] as const;

/**
 * The endpoint for a model: `openai/…` or `anthropic/…`, or a bare name when only one of the two is set up. Whose key and
 * URL is nobody else's: they are read from the environment, and never given on a command line.
 */
export function endpointFor(name: string, env: Env): Endpoint | Unusable {
  const [first = "", ...rest] = name.split("/");
  const named = APIS.find((api) => api === first && rest.length > 0);
  const ready = readyApis(env);
  const [only, other] = ready;
  if (named === undefined && other !== undefined)
    return { problem: `unknown model ${name}: two services are set up, write openai/${name} or anthropic/${name}` };
  const api = named ?? only;
  if (api === undefined) return { problem: NOTHING };
  if (!ready.includes(api)) return { problem: missing(api, name, ready) };
  const model = named === undefined ? name : rest.join("/");
  const place = placeOf(api, env);
  return "problem" in place ? place : { api, model, ...place };
}

const NOTHING =
  "not logged in: neither OPENAI_API_KEY nor ANTHROPIC_API_KEY is set, nor OPENAI_BASE_URL for a server of your own";

function missing(api: Api, name: string, [other]: readonly Api[]): string {
  const behind =
    other === undefined ? "" : `; for a model of that name behind ${SERVICES[other].url}: ${other}/${name}`;
  return `not logged in: ${SERVICES[api].keys[0]} is not set${behind}`;
}

/** The services that are set up: by a key, or by a URL, for many a server wants no key. */
function readyApis(env: Env): Api[] {
  return APIS.filter((api) => [SERVICES[api].url, ...SERVICES[api].keys].some((name) => isSet(env, name)));
}

function placeOf(api: Api, env: Env): Pick<Endpoint, "baseUrl" | "key"> | Unusable {
  const { url: variable, usualUrl, keys } = SERVICES[api];
  const url = parseServerUrl(env[variable] || usualUrl);
  const problem = url === undefined ? "is no URL like http://127.0.0.1:11434/v1" : problemOf(url, env);
  if (url === undefined || problem !== undefined) return { problem: `not logged in: ${variable} ${problem}` };
  const path = url.pathname.replace(/\/+$/, "");
  const version = api === "anthropic" && !/\/v\d+$/.test(path) ? "/v1" : "";
  const name = keys.find((one) => isSet(env, one));
  return {
    baseUrl: `${url.origin}${path}${version}`,
    key: name === undefined ? undefined : { name, value: env[name] ?? "" },
  };
}

function problemOf(url: URL, env: Env): string | undefined {
  const plain = (env[PLAIN_HTTP] ?? "").split(",").map((host) => host.trim().toLowerCase());
  const problem = serverUrlProblem(url, plain);
  const isPlain = problem !== undefined && serverUrlProblem(url, [url.hostname]) === undefined;
  return isPlain ? `${problem}; in a network that you trust: export ${PLAIN_HTTP}=${url.hostname}` : problem;
}

/** Whether a run could find a model, as far as the environment tells. Never holds a secret. */
export function builtinLogin(env: Env): { readonly authenticated: "yes" | "no" | "unknown"; readonly why: string } {
  const ready = readyApis(env).map((api) => ({ place: placeOf(api, env), url: SERVICES[api].url }));
  const usable = ready.flatMap(({ place, url }) => ("problem" in place ? [] : [{ key: place.key, url }]));
  const key = usable.find((one) => one.key !== undefined)?.key;
  if (key !== undefined) return { authenticated: "yes", why: `${key.name} is set` };
  const [server] = usable;
  if (server !== undefined)
    return { authenticated: "unknown", why: `${server.url} is set without a key, and its server may want none` };
  const problem = ready.flatMap(({ place }) => ("problem" in place ? [place.problem] : []))[0] ?? NOTHING;
  return { authenticated: "no", why: problem.replace("not logged in: ", "") };
}

/** By a key, unless one of the servers is not its makers': which of them a model is of, nobody has said yet. */
export function builtinPaidBy(env: Env): { readonly paidBy?: "key" | "elsewhere" } {
  const ready = readyApis(env);
  if (ready.length === 0) return {};
  const isOwn = ready.some((api) => isOwnServer(env[SERVICES[api].url], new URL(SERVICES[api].usualUrl).hostname));
  return { paidBy: isOwn ? "elsewhere" : "key" };
}

function isSet(env: Env, name: string): boolean {
  return (env[name] ?? "") !== "";
}
