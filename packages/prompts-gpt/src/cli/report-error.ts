import { UserError } from "../errors.ts";
import type { Cli } from "./cli.ts";
import { labelled } from "./layout.ts";
import { plain, toJson } from "./text.ts";

interface Wish {
  readonly json: boolean;
  readonly verbose: boolean;
}

/** Says what went wrong and what to type, and gives the exit code. A stack is for people who ask for it. */
export async function reportError(
  error: unknown,
  cli: Pick<Cli, "out" | "err" | "io">,
  { json, verbose }: Wish,
): Promise<number> {
  // What was typed, or stands in a file, is quoted in messages. Not loaded by a command that goes well and needs none of it.
  const { hideSecrets } = await import("../index.ts");
  const { name, message, fix, exitCode, trace } = hideSecrets(
    { ...describe(error), trace: error instanceof Error ? (error.stack ?? "") : "" },
    cli.io.env,
  );
  const { red, dim } = cli.err.style;
  const said = labelled(cli.err, "error:", plain(message)).join("\n");
  const stack = verbose && trace !== "" ? `\n${plain(trace)}\n` : "";
  const document = `${toJson({ schemaVersion: 1, error: { name, message, fix, exitCode } }, 2)}\n`;
  // An output that cannot be written is perhaps what is being reported: the exit code still tells it.
  await Promise.allSettled([
    cli.err.write(`${red("error:")} ${said}\n  ${dim("try:")} ${plain(fix)}\n${stack}`),
    json ? cli.out.write(document) : undefined,
  ]);
  return exitCode;
}

function describe(error: unknown): { name: string; message: string; fix: string; exitCode: number } {
  if (error instanceof UserError) {
    const { name, message, fix, exitCode } = error;
    return { name, message, fix, exitCode };
  }
  const message = error instanceof Error ? error.message : String(error);
  return {
    name: "UnexpectedError",
    message,
    fix: "Run it again with --verbose, and report what it prints.",
    exitCode: 1,
  };
}
