import type { Logger } from "pino";
import type { Figures } from "./figures.ts";
import type { Bindings } from "./request-context.ts";

export type Watch = (
  request: Request,
  bindings: Bindings,
  answer: Response | Promise<Response>,
) => Response | Promise<Response>;

/** Counts everything, and writes down changes and refusals; what was only read with `--log-level debug`. */
export function watcher(log: Logger, figures: Figures): Watch {
  return (request, bindings, answer) => {
    const started = performance.now();
    const note = (response: Response) => {
      const ms = performance.now() - started;
      figures.add(bindings.route ?? "other", response.status, ms);
      const level = request.method === "GET" && response.status < 400 ? "debug" : "info";
      if (log.isLevelEnabled(level)) log[level](lineOf(request, bindings, { status: response.status, ms }), "request");
      return response;
    };
    return answer instanceof Promise ? answer.then(note) : note(answer);
  };
}

interface Answered {
  readonly status: number;
  readonly ms: number;
}

function lineOf({ method, url }: Request, { route }: Bindings, { status, ms }: Answered) {
  // Without the query: what people search for is theirs.
  const [path = ""] = url.slice(url.indexOf("/", "https://".length)).split("?");
  // Somebody may have put a token where its id belongs.
  const shown = path.replaceAll(/pgpt_[^/]*/g, "pgpt_…").slice(0, 300);
  return { method, path: shown, route, status, ms: Math.round(ms * 10) / 10 };
}
