import { ConfigError, type RegistryPlace } from "../index.ts";
import type { Cli } from "./cli.ts";
import { isInteractive } from "./interactive.ts";
import type { Call } from "./parse.ts";
import { placeOf } from "./place.ts";
import { oneLine, plain, toJson } from "./text.ts";

/** Where the registry is and who asks it, as every command that calls the API is told: the flags, else what is stored. */
export async function registryPlace(call: Call, cli: Cli): Promise<RegistryPlace> {
  const { apiUrl } = call.options;
  const token = await givenToken(call, cli);
  return {
    ...placeOf(call, cli),
    ...(token === undefined ? {} : { token }),
    ...(apiUrl === undefined ? {} : { apiUrl }),
    ...(await tellers(call, cli)),
  };
}

/** The token that was given with this command line; undefined: none was. */
async function givenToken(call: Call, cli: Cli): Promise<string | undefined> {
  const { token, tokenStdin, tokenPrompt } = call.options;
  if (tokenStdin) return await readToken(cli.io.stdin);
  if (tokenPrompt) return await askForToken(call, cli);
  if (token !== undefined)
    await cli.err.write(
      `${cli.err.style.yellow("warning:")} --token can be seen by others in the process list; use --token-stdin\n`,
    );
  return token;
}

/** A line more than the longest token; an endless input is not read to its end. */
const ENOUGH = 4096;

async function readToken(stdin: AsyncIterable<unknown>): Promise<string> {
  let text = "";
  for await (const chunk of stdin) {
    text += String(chunk);
    if (text.length > ENOUGH) break;
  }
  return text.trim();
}

async function askForToken(call: Call, cli: Cli): Promise<string> {
  const instead = `prompts-gpt ${call.command} --token-stdin < token.txt`;
  if (!isInteractive(call, cli)) throw new ConfigError("Nobody is there to type a token.", instead);
  const { openQuestions } = await import("./ask/questions.ts");
  return (await openQuestions(cli, instead).secret("Token")).trim();
}

/** What is told of the network while it goes on: each request when that was asked for, and why it takes longer. */
async function tellers(call: Call, cli: Cli): Promise<Pick<RegistryPlace, "onRequest" | "onRetry">> {
  const { hideSecrets } = await import("../index.ts");
  // Nothing waits for it, and an output that is gone is told by what is written to it next.
  const tell = (line: string) => void cli.err.write(`${plain(line)}\n`).catch(() => {});
  const onRetry: RegistryPlace["onRetry"] = ({ status, waitMs }) =>
    tell(`The registry ${status === null ? "gave no answer" : `answered ${status}`}; again in ${seconds(waitMs)} s.`);
  return {
    ...(call.options.quiet ? {} : { onRetry }),
    ...(call.options.traceNetwork
      ? { onRequest: (request) => tell(requestLine(hideSecrets(request, cli.io.env))) }
      : {}),
  };
}

function requestLine({ method, url, headers, body }: Parameters<NonNullable<RegistryPlace["onRequest"]>>[0]): string {
  const sent = body === null ? "" : ` ${body}`;
  return `> ${method} ${oneLine(url)} ${toJson(headers)}${sent}`;
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(1);
}
