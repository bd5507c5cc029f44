import { VERSION } from "../../index.ts";
import type { Command } from "../cli.ts";
import { present } from "../present.ts";

export const printVersion: Command = async (call, cli) => {
  await present({ version: VERSION }, () => [VERSION], { call, cli });
  return 0;
};
