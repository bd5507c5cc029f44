import type { Command } from "../cli.ts";
import { syncWith } from "../sync-command.ts";

/** `sync` without agent files. */
export const pull: Command = (call, cli) => syncWith([], { call, cli });
