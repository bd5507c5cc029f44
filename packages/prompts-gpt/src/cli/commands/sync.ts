import type { Command } from "../cli.ts";
import { syncWith } from "../sync-command.ts";

export const sync: Command = (call, cli) => {
  const { targets } = call.options;
  const names = targets?.split(",").map((name) => name.trim());
  return syncWith(
    names?.filter((name) => name !== ""),
    { call, cli },
  );
};
