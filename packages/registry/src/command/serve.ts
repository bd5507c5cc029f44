import { ConfigError } from "../../../prompts-gpt/src/errors.ts";
import { isLoopback, parseServerUrl } from "../../../prompts-gpt/src/server-url.ts";
import { LOG_LEVELS, type LogLevel, logTo } from "../server/log.ts";
import { askModel, readModels } from "../server/models.ts";
import { type Running, startServer } from "../server/start.ts";
import { readTls, type Tls } from "../server/listen.ts";
import { onlyFlags, textOf, type Words } from "./flags.ts";
import { type Io, say } from "./io.ts";
import { placeOf } from "./place.ts";

const MODEL = "PROMPTS_GPT_REGISTRY_MODEL";
const DEFAULT_PORT = 4242;
const FLAGS = [
  "host",
  "port",
  "data",
  "database-url",
  "public-url",
  "trust-proxy",
  "tls-cert",
  "tls-key",
  "model",
  "models",
  "log-level",
  "json",
] as const;

/** Serves until it is told to stop. */
export async function serve(words: Words, io: Io): Promise<number> {
  onlyFlags(words, FLAGS, "serve");
  const host = textOf(words, "host") ?? "127.0.0.1";
  const log = logTo(levelOf(words));
  const running = await startServer({
    place: placeOf(words, io),
    host,
    port: portOf(words),
    publicUrl: publicUrlOf(words, host),
    trustProxy: words.flags["trust-proxy"] === true,
    tls: tlsOf(words),
    ...modelsOf(words, io),
    log,
  });
  tell(running, words, io);
  log.info({ url: running.url }, "serving");
  const signal = await new Promise<string>((resolve) => io.onStop(resolve));
  log.info({ signal }, "stopping");
  await running.stop();
  return 0;
}

function tell({ url, adminToken }: Running, { flags }: Words, { stdout }: Io): void {
  if (flags.json === true)
    return say(stdout, JSON.stringify({ url, ...(adminToken === undefined ? {} : { adminToken }) }));
  say(stdout, `The registry is at ${url}`);
  if (adminToken === undefined) return;
  say(stdout, `\nA token of its administrator, shown this once:\n\n  ${adminToken}\n`);
  say(stdout, `Use it in a repository: prompts-gpt init --api-url ${url} --token-prompt`);
}

/** What `generate` and `models` answer with. */
function modelsOf(words: Words, { env }: Io): Pick<Parameters<typeof startServer>[0], "ask" | "models"> {
  const [name, file] = [textOf(words, "model") ?? env[MODEL], textOf(words, "models")];
  return {
    ...(name === undefined || name === "" ? {} : { ask: askModel(name, env) }),
    ...(file === undefined ? {} : { models: readModels(file) }),
  };
}

function levelOf(words: Words): LogLevel {
  const given = textOf(words, "log-level") ?? "info";
  const level = LOG_LEVELS.find((one) => one === given);
  if (level !== undefined) return level;
  throw new ConfigError(
    `--log-level takes ${LOG_LEVELS.join(", ")}; not ${JSON.stringify(given)}.`,
    "prompts-gpt-registry serve --log-level info",
  );
}

function portOf(words: Words): number {
  const given = textOf(words, "port") ?? String(DEFAULT_PORT);
  if (/^\d{1,5}$/.test(given) && Number(given) < 65_536) return Number(given);
  throw new ConfigError(
    `--port takes 0 (any) to 65535; not ${JSON.stringify(given)}.`,
    `prompts-gpt-registry serve --port ${DEFAULT_PORT}`,
  );
}

function publicUrlOf(words: Words, host: string): URL | undefined {
  const given = textOf(words, "public-url");
  const example = "prompts-gpt-registry serve --public-url https://prompts.example.com";
  if (given === undefined) {
    if (isLoopback(host.includes(":") ? `[${host}]` : host)) return undefined;
    throw new ConfigError(
      `At ${host} others can reach the server: it has to know the name that it is asked under.`,
      `${example} --host ${host}`,
    );
  }
  const url = parseServerUrl(given);
  if (url?.href === `${url?.origin}/`) return url;
  throw new ConfigError("--public-url takes the address of a server, without a path.", example);
}

function tlsOf(words: Words): Tls | undefined {
  const [certFile, keyFile] = [textOf(words, "tls-cert"), textOf(words, "tls-key")];
  if (certFile !== undefined && keyFile !== undefined) return readTls(certFile, keyFile);
  if (certFile === undefined && keyFile === undefined) return undefined;
  throw new ConfigError(
    "--tls-cert and --tls-key go together.",
    "prompts-gpt-registry serve --tls-cert cert.pem --tls-key key.pem",
  );
}
