import { readRunLog } from "../../index.ts";
import type { Command } from "../cli.ts";
import { runPlace } from "../place.ts";
import { plain } from "../text.ts";

/** With --follow it ends when the run does, or when nobody reads any more. */
export const runsLogs: Command = async (call, cli) => {
  const { out } = cli;
  const place = runPlace(call, cli);
  const decoder = new TextDecoder();
  for await (const bytes of readRunLog({ ...place, follow: call.options.follow === true, signal: out.gone })) {
    // To a file or a pipe the bytes as they are; to a terminal nothing that could steer it.
    await out.write(out.isTerminal ? plain(decoder.decode(bytes, { stream: true })) : bytes);
  }
  return 0;
};
