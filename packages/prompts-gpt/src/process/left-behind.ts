import { setTimeout as sleep } from "node:timers/promises";
import { childrenOf, commandOf, descendantsOf, isAlive, markedWith } from "./process-table.ts";
import type { ProcessId } from "./process-id.ts";
import { signalGroup, signalProcess, type Started } from "./spawn.ts";

/** How the process tree of an agent is held together. */
export type Supervision = "pid-namespace" | "marker" | "group";

/** A process that the agent left behind: ended by us, or kept because it was asked for. */
export interface LeftProcess {
  readonly pid: number;
  readonly command: string;
}

/** Finds and ends what an agent leaves behind. */
export interface LeftBehind {
  /** Remembers the descendants of this moment; once their parent has ended, nothing tells whose they were. */
  note(): Promise<void>;
  /** To be called after the agent has ended. Lists what is left and, unless it is to be kept, ends it. */
  end(how: { readonly keep: boolean }): Promise<readonly LeftProcess[]>;
}

const ROUNDS = 100;
const ROUND_MS = 10;

export function leftBehind(child: Started, marker: string, supervision: Supervision): LeftBehind {
  return supervision === "pid-namespace" ? namespaceLeftovers(child) : markedLeftovers(child, marker);
}

/** In a namespace every orphan becomes a child of its first process, so nothing can hide. */
function namespaceLeftovers(child: Started): LeftBehind {
  return {
    note: async () => {},
    end: async () => {
      const [init] = child.pid === undefined ? [] : await childrenOf(child.pid);
      const left = init === undefined ? [] : await inhabitants(init);
      child.control?.to.end();
      const late = setTimeout(() => signalGroup(child.pid, "SIGKILL"), ROUNDS * ROUND_MS);
      const gone = child.ended.finally(() => clearTimeout(late));
      // Where nobody is left, nothing can change any more: the empty namespace may end while the run goes on.
      if (left.length > 0) await gone;
      return left;
    },
  };
}

/** Everything in the namespace but its first process and the watcher, which is a fork of it with the same command line. */
async function inhabitants(init: number): Promise<LeftProcess[]> {
  if ((await childrenOf(init)).length <= 1) return []; // the watcher alone
  const [ours, all] = await Promise.all([commandOf(init), descendantsOf(init).then(describe)]);
  return all.filter(({ command }) => command !== ours);
}

function markedLeftovers(child: Started, marker: string): LeftBehind {
  const noted = new Map<number, ProcessId>();
  const note = async () => {
    if (child.pid === undefined) return;
    for (const process of await descendantsOf(child.pid)) noted.set(process.pid, process);
  };
  const find = async () => {
    const alive = await Promise.all(
      [...noted.values()].map(async (process) => ((await isAlive(process)) ? process : undefined)),
    );
    const found = [...alive.filter((process) => process !== undefined), ...(await markedWith(marker))];
    return [...new Map(found.map((process) => [process.pid, process])).values()];
  };
  return {
    note,
    end: async ({ keep }) => {
      if (keep) return describe(await find());
      const ended = new Map<number, LeftProcess>();
      // Twice empty: between two looks, what is being ended may still start something.
      for (let round = 0, empty = 0; empty < 2 && round < ROUNDS; round++) {
        const found = await find();
        empty = found.length === 0 ? empty + 1 : 0;
        for (const left of await describe(found)) if (!ended.has(left.pid)) ended.set(left.pid, left);
        for (const { pid } of found) signalProcess(pid, "SIGKILL");
        if (found.length > 0) await sleep(ROUND_MS);
      }
      signalGroup(child.pid, "SIGKILL"); // where no environment can be read, the group is what we have
      return [...ended.values()];
    },
  };
}

function describe(processes: readonly ProcessId[]): Promise<LeftProcess[]> {
  return Promise.all(processes.map(async ({ pid }) => ({ pid, command: await commandOf(pid) })));
}
