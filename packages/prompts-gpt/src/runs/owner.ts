import { hostname } from "node:os";
import type { Owner } from "../agent/events.ts";
import { startOf } from "../process/process-table.ts";

/** This process, as the owner of a run. */
export async function thisProcess(): Promise<Owner> {
  return { pid: process.pid, processStart: (await startOf(process.pid)) ?? "", host: hostname() };
}

/** Whether the process that ran it still lives. `elsewhere`: on another host, from where it cannot be told. */
export async function ownerState({ pid, processStart, host }: Owner): Promise<"alive" | "gone" | "elsewhere"> {
  if (host !== hostname()) return "elsewhere";
  return (await startOf(pid)) === processStart ? "alive" : "gone";
}
