import { constants } from "node:os";
import type { Readable } from "node:stream";
import type { Command } from "./command.ts";
import type { Exit } from "./exit.ts";

/** A file that is to be seen in the place of another one, in the namespace alone; absolute paths. */
export interface Mount {
  readonly file: string;
  readonly over: string;
}

/** For fstab(5), from which one process mounts them all. */
export function mountTable(mounts: readonly Mount[]): string {
  const escaped = (path: string) =>
    path.replaceAll(/[\s\\]/g, (one) => `\\${one.charCodeAt(0).toString(8).padStart(3, "0")}`);
  return mounts.map(({ file, over }) => `${escaped(file)} ${escaped(over)} none bind 0 0\n`).join("");
}

/** Mounts what the table in the file of the first argument says, if that is one, and takes it away from the arguments. */
const MOUNT = '[ -z "$1" ] || mount -a -T "$1" || exit; shift';

/**
 * The first process of a PID namespace. A fixed program: the agent's command comes in as arguments, never as text.
 * It mounts what it is given, says "ready" on descriptor 3, waits for a line on 4, runs the agent, closes its own ends of the agent's output (so
 * that they end when nobody else holds them), writes the exit status to 3, then keeps the
 * namespace open until 4 is closed (by us, or by the kernel when we die), so that what is left can be listed before it
 * is ended. When 4 is closed before the line, the agent is never started.
 * Process 1 gets no TERM, so a signal to the group reaches the agent alone.
 */
const INIT = [
  "exec 5>&2 2>/dev/null",
  MOUNT,
  "echo ready >&3",
  "read -r _ <&4 || exit",
  "(trap '' HUP INT QUIT TERM; read -r _ <&4; kill -KILL -1) </dev/null >/dev/null 3>&- 5>&- &",
  '"$@" 2>&5 5>&- 3>&- 4<&-',
  "status=$?",
  "exec >&- 5>&-",
  "echo $status >&3",
  "wait",
].join("\n");

/** Only as root: without it a user namespace would be needed too, in which the agent's sudo and ssh break. */
export function namespacePossible(): boolean {
  return process.platform === "linux" && process.getuid?.() === 0;
}

/** The same command as the only inhabitant of a PID namespace of its own, with its own /proc. `mounts`: a file with a table of mounts. */
export function inNamespace(command: Command, mounts = ""): Command {
  const unshare = ["--pid", "--fork", "--kill-child", "--mount", "--mount-proc", "--"];
  const init = ["sh", "-c", INIT, "sh", mounts];
  return { ...command, file: "unshare", args: [...unshare, ...init, command.file, ...command.args] };
}

/** The same command with what the table in this file says in place, and nothing else between it and us. */
export function withMounts({ file, args }: Start, mounts: string): Start {
  return { file: "unshare", args: ["--mount", "--", "sh", "-c", `${MOUNT}; exec "$@"`, "sh", mounts, file, ...args] };
}

type Start = Pick<Command, "file" | "args">;

/** What the first process says, line by line, as it says it. */
export interface InitReport {
  /** False when the namespace never came to be: then the agent was not started either. */
  readonly ready: Promise<boolean>;
  /** How the agent ended. */
  readonly status: Promise<Exit>;
}

export function initReport(pipe: Readable): InitReport {
  const lines = linesFrom(pipe);
  const ready = lines.next().then((line) => line.value === "ready");
  const status = ready.then(() => lines.next()).then((line) => exitOf(line.value));
  return { ready, status };
}

async function* linesFrom(pipe: Readable): AsyncGenerator<string, undefined> {
  let said = "";
  try {
    for await (const chunk of pipe) {
      said += String(chunk);
      for (let end = said.indexOf("\n"); end !== -1; end = said.indexOf("\n")) {
        yield said.slice(0, end);
        said = said.slice(end + 1);
      }
    }
  } catch {
    // The pipe broke with the namespace: no more lines, which is what the caller is told.
  }
  return undefined;
}

/** They end no process: 128 and one of these is an exit code. Gemini CLI has 145 for HTTP 401. */
const ENDS_NOBODY = new Set(["SIGCHLD", "SIGCONT", "SIGURG", "SIGWINCH", "SIGSTOP", "SIGTSTP", "SIGTTIN", "SIGTTOU"]);

/** A shell says 128 + n for a child that died by signal n; no word at all means that the namespace was killed whole. */
function exitOf(line: string | undefined): Exit {
  if (line === undefined) return { kind: "signalled", signal: "SIGKILL" };
  const status = Number(line);
  const signal = Object.entries(constants.signals).find(
    ([name, number]) => number === status - 128 && !ENDS_NOBODY.has(name),
  );
  return signal === undefined ? { kind: "exited", code: status } : { kind: "signalled", signal: signal[0] };
}
