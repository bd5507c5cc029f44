import type { Logger } from "pino";
import type { Bindings } from "./request-context.ts";

export type Watch = (
  request: Request,
  bindings: Bindings,
  answer: Response | Promise<Response>,
) => Response | Promise<Response>;

/** Writes down what was asked and what came of it: changes and refusals always, what was only read with `--log-level debug`. */
export function watcher(log: Logger): Watch {
  return (request, bindings, answer) => {
    const started = performance.now();
    const note = (response: Response) => {
      const level = request.method === "GET" && response.status < 400 ? "debug" : "info";
      if (log.isLevelEnabled(level)) log[level](lineOf(request, bindings, { response, started }), "request");
      return response;
    };
    return answer instanceof Promise ? answer.then(note) : note(answer);
  };
}

function lineOf(
  { method, url }: Request,
  { route }: Bindings,
  { response, started }: { response: Response; started: number },
) {
  // Without the query: what people search for is theirs.
  const [path = ""] = url.slice(url.indexOf("/", "https://".length)).split("?");
  const ms = Math.round((performance.now() - started) * 10) / 10;
  return { method, path: path.slice(0, 300), route, status: response.status, ms };
}
