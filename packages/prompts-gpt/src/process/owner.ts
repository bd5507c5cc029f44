import { hostname } from "node:os";
import { startOf } from "./process-table.ts";

/** Who runs something: enough to tell, later and from outside, whether that process still lives. */
export interface Owner {
  readonly pid: number;
  /** Start time of that process as the system counts it; a pid that was given away again has another. */
  readonly processStart: string;
  readonly host: string;
}

export async function thisProcess(): Promise<Owner> {
  return { pid: process.pid, processStart: (await startOf(process.pid)) ?? "", host: hostname() };
}

/** Whether that process still lives. `elsewhere`: on another host, from where it cannot be told. */
export async function ownerState({ pid, processStart, host }: Owner): Promise<"alive" | "gone" | "elsewhere"> {
  if (host !== hostname()) return "elsewhere";
  return (await startOf(pid)) === processStart ? "alive" : "gone";
}
