import { createServer } from "node:net";
import { ExecutionError } from "../../errors.ts";
import type { PortRange } from "./lane.ts";

/** Below what systems give away by themselves (32768 and up on Linux, 49152 on macOS), above what services are known by. */
const [FIRST, LAST, COUNT] = [20_000, 32_000, 20];

/** The next range that no lane has and where nobody listens now. */
export async function freePorts(taken: readonly PortRange[]): Promise<PortRange> {
  const bases = new Set(taken.map(({ base }) => base));
  for (let base = FIRST; base + COUNT <= LAST; base += COUNT)
    if (!bases.has(base) && (await areFree(base))) return { base, count: COUNT };
  throw new ExecutionError(
    `Every port from ${FIRST} to ${LAST} is taken by a lane or a server.`,
    "prompts-gpt runs list",
  );
}

async function areFree(base: number): Promise<boolean> {
  const free = await Promise.all(Array.from({ length: COUNT }, (_, nth) => isFree(base + nth)));
  return free.every(Boolean);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => server.close(() => resolve(true)));
  });
}
