import { clipStart, plainLines } from "../agent/quoted.ts";
import { redactLines } from "../agent/redact-lines.ts";
import { execute } from "../process/execute.ts";
import type { Exit } from "../process/exit.ts";
import type { Redactor } from "../process/redact/redactor.ts";
import { shellLine } from "../process/shell-line.ts";
import type { Env } from "../process/spawn.ts";

const GRACE_MS = 5000;
/** Of what one command printed, from its end: that is where it says what went wrong. */
const KEEP_BYTES = 16 * 1024;

export interface LinePlace {
  readonly cwd: string;
  /** The agent's: without our token and what is withheld from agents. */
  readonly env: Env;
  /** Unique: {@link agentMarker}. What is left behind is found by it. */
  readonly marker: string;
  readonly signal?: AbortSignal | undefined;
  readonly kill?: AbortSignal | undefined;
  /** For each command; 0 = no limit. */
  readonly timeoutSeconds: number;
  readonly redactor: Redactor;
  /** The guard's, where the agent has them: a verify command runs what the agent wrote. */
  readonly mounts?: string | undefined;
  /** Each line as it is printed, without secrets; awaited. */
  readonly onOutput?: ((line: string, command: string) => void | Promise<void>) | undefined;
}

/** How a user's own command line ended. Plain data. */
export interface LineResult {
  /** Without secrets. */
  readonly command: string;
  readonly exit: Exit;
  readonly durationMs: number;
  /** The end of what it printed, both streams as they came, without secrets and colours: at most 16 KiB. */
  readonly output: string;
  /** More was printed before it. */
  readonly isCut: boolean;
  /** How many processes it left behind; they were ended. */
  readonly leftProcesses: number;
}

/** Runs one line of the user's in a shell, held together as an agent is: nothing of it is left. Never throws for what it does. */
export async function runLine(line: string, place: LinePlace): Promise<LineResult> {
  const { redactor, timeoutSeconds, onOutput } = place;
  const command = redactor.text(line);
  const printed = new Tail();
  const { exit, durationMs, leftProcesses } = await execute(shellLine(line), {
    ...place,
    limits: { total: timeoutSeconds * 1000, idle: 0, grace: GRACE_MS },
    clean: () => redactLines(redactor, { isJson: false }),
    keepBytes: 0,
    async onLine(text) {
      for (const plain of plainLines(lastState(text))) {
        const shown = redactor.text(plain); // what a colour stood in the middle of is whole only now
        printed.add(shown);
        await onOutput?.(shown, command);
      }
    },
  });
  return { command, exit, durationMs, ...printed.take(), leftProcesses: leftProcesses.length };
}

/** Of a line that draws over itself, such as a bar, what stood there in the end. */
function lastState(line: string): string {
  const whole = line.replace(/[\r\n]+$/, ""); // a piece of a long line may hold its end
  return whole.slice(whole.lastIndexOf("\r") + 1);
}

/** The end of what is added, line by line. */
class Tail {
  #text = "";
  #isCut = false;

  add(line: string): void {
    this.#text += `${line}\n`;
    if (this.#text.length > 2 * KEEP_BYTES) this.#cut(); // not with every line: that would copy it each time
  }

  take(): Pick<LineResult, "output" | "isCut"> {
    this.#text = this.#text.replace(/\n$/, "");
    this.#cut();
    return { output: this.#text, isCut: this.#isCut };
  }

  #cut(): void {
    const kept = clipStart(this.#text, KEEP_BYTES);
    this.#isCut ||= kept !== this.#text;
    this.#text = kept;
  }
}
