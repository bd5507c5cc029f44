import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { TestContext } from "vitest";
import { BIN, type Project } from "./project.ts";
import { tempFolder } from "./temp-folder.ts";

interface Window {
  readonly columns?: number;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** File of the project that standard output goes to, in place of the terminal. */
  readonly stdout?: string;
}

export function needsTmux(context: TestContext): void {
  if (spawnSync("tmux", ["-V"]).error !== undefined) context.skip("tmux is not installed");
}

/** Tells its process id before and its exit code after; the terminal stays, or its last words could be lost. */
const watched = (output: string) =>
  `trap : INT; sh -c 'echo $$ >"$0"; exec "$@"' "$@" ${output}; echo "[exit $?]"; sleep 1000`;

/** The built CLI in a terminal of its own, as a person sees it: 24 rows, gone at the end of the block. */
export async function openWindow(project: Project, args: readonly string[], window: Window = {}) {
  const { columns = 80, stdout } = window;
  const home = await tempFolder({ conf: "set -g status off\nset -g escape-time 0\n" });
  // LANG: the locale says what is wide.
  const env = { ...project.env, LANG: "C.UTF-8", TERM: "xterm-256color", ...window.env };
  const tmux = (...words: readonly string[]) =>
    execFileSync("tmux", ["-u", "-S", home.at("socket"), "-f", home.at("conf"), ...words], {
      cwd: project.path,
      env,
      encoding: "utf8",
    });
  const term = `TERM=${env.TERM}; export TERM; `; // tmux gives its own
  const script = watched(stdout === undefined ? "" : `>${stdout}`);
  const command = ["sh", "-c", term + script, "sh", home.at("pid"), process.execPath, BIN, ...args];
  tmux("new-session", "-d", "-x", `${columns}`, "-y", "24", ...command);
  const screen = () => tmux("capture-pane", "-p").trimEnd();
  const sees = async (text: string | RegExp): Promise<string> => {
    for (let tries = 0; tries < 400; tries++) {
      const shown = screen();
      if (typeof text === "string" ? shown.includes(text) : text.test(shown)) return shown;
      await sleep(50);
    }
    throw new Error(`${text} is not to be seen:\n${screen()}`);
  };
  return {
    /** What stands on the screen now. */
    screen,
    /** The same with its colours. */
    painted: () => tmux("capture-pane", "-p", "-e"),
    /** The screen once that stands on it. */
    sees,
    /** Keys as tmux calls them: `Enter`, `C-c`; or text. */
    press: (...keys: readonly string[]) => void tmux("send-keys", ...keys),
    resize: (width: number) => void tmux("resize-window", "-x", `${width}`),
    kill: (signal: NodeJS.Signals) => process.kill(Number(readFileSync(home.at("pid"), "utf8")), signal),
    isCursorShown: () => tmux("display", "-p", "#{cursor_flag}").trim() === "1",
    async exitCode(): Promise<number> {
      return Number(/\[exit (\d+)\]/.exec(await sees(/\[exit \d+\]/))?.[1]);
    },
    async [Symbol.asyncDispose]() {
      tmux("kill-server");
      await home[Symbol.asyncDispose]();
    },
  };
}
