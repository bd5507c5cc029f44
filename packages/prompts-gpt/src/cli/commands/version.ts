import type { Command } from "../cli.ts";
import { print } from "../present.ts";
// Not by way of the SDK: --version is to cost next to nothing.
import { VERSION } from "../../version.ts";

export const printVersion: Command = async (call, cli) => {
  await print({ version: VERSION }, () => [VERSION], { call, cli });
  return 0;
};
