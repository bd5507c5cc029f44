import type { Command } from "../cli.ts";
import { present } from "../present.ts";
// Not by way of the SDK: --version is to cost next to nothing.
import { VERSION } from "../../version.ts";

export const printVersion: Command = async (call, cli) => {
  await present({ version: VERSION }, () => [VERSION], { call, cli });
  return 0;
};
