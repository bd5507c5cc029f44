import { serveRegistry } from "../../index.ts";
import type { Command } from "../cli.ts";
import type { CliOptions } from "../flags.ts";
import { serveFlags } from "../serve-flags.ts";

/** The registry's own command in our place: it has our streams, and its exit code is ours. */
export const serve: Command = async ({ options, extraArgs }, { io, cwd }) => {
  const running = serveRegistry({ args: [...argsOf(options), ...extraArgs], cwd, env: io.env });
  const listeners = (["SIGINT", "SIGTERM", "SIGHUP"] as const).map((name) => {
    const listener = () => running.signal(name);
    io.on(name, listener);
    return () => io.off(name, listener);
  });
  try {
    return await running.exitCode;
  } finally {
    for (const release of listeners) release();
  }
};

function argsOf(options: CliOptions): string[] {
  const given = Object.entries(serveFlags).flatMap(([field, { name }]) => {
    const value = options[field as keyof typeof serveFlags];
    if (value === undefined) return [];
    return value === true ? [`--${name}`] : [`--${name}`, String(value)];
  });
  return ["serve", ...given, ...(options.json === true ? ["--json"] : [])];
}
