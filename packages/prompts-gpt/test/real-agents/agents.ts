import type { RealAgent } from "../support/agent-setup.mjs";
import type { Turn } from "../support/fake-model.mjs";

/** In what an agent CLI is not like the others. Everything else has to hold for each of them. */
export interface Peculiar {
  /** A write as the model asks for it where the tool is not even offered (access `read`). Absent: it has no `read`. */
  readonly forcedWrite?: Turn;
  /** It has no access `write`: nothing of its own keeps it in the workspace. */
  readonly isFullOnly?: true;
  /** The exit code of a shell command that failed is not told, nor that it failed. */
  readonly tellsNoExitCode?: true;
  /** It does not ask again for an answer that is cut off. */
  readonly givesUpOnCut?: true;
  /** What a prompt of 5 MB comes to, where it is not delivered whole. */
  readonly longPrompt?: { readonly kind: string; readonly message: RegExp };
  /** What the service says of itself when it fails, where HTTP 500 would be tried for minutes. */
  readonly broken?: Turn & { readonly status: number };
}

const forced = (name: string, path: string, content: string): Turn => ({
  call: { name, args: { [path]: "{cwd}/new.txt", [content]: "no\n" } },
});

/** Codex 0.169.0, Claude Code 2.1.330, Gemini CLI 0.61.0, Qwen Code 0.24.4, Copilot CLI 1.0.102, OpenCode 1.18.33. */
export const PECULIAR: Readonly<Record<RealAgent, Peculiar>> = {
  codex: {
    forcedWrite: { write: { path: "{cwd}/new.txt", content: "no\n" } },
    longPrompt: { kind: "context-too-long", message: /1048576/ },
  },
  claude: { forcedWrite: forced("Write", "file_path", "content") },
  gemini: {
    forcedWrite: forced("write_file", "file_path", "content"),
    tellsNoExitCode: true,
    givesUpOnCut: true,
    // More than its model takes (a million tokens): it ends with 0 and says nothing of it.
    longPrompt: { kind: "crashed", message: /exited with code 0 without its closing event/ },
  },
  qwen: {
    forcedWrite: forced("write_file", "file_path", "content"),
    // Of 500 it makes seven tries in 76 seconds, whatever it is told: the header counts for 429 and 503 alone.
    broken: { status: 503, message: "boom" },
    longPrompt: { kind: "context-too-long", message: /hard limit: 177000/ },
  },
  copilot: {
    forcedWrite: forced("create", "path", "file_text"),
    longPrompt: { kind: "context-too-long", message: /limit 128000/ },
  },
  opencode: { isFullOnly: true },
};
