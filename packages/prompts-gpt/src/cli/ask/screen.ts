import { Writable } from "node:stream";
import type { Cli, Io } from "../cli.ts";

/** Where a question is drawn, and where its answer is typed. */
export interface Screen {
  readonly input: Io["stdin"];
  readonly output: Writable;
  /** Resolves when everything is drawn. */
  close(): Promise<void>;
}

const colours = new RegExp(`${String.fromCharCode(27)}\\[[\\d;]*m`, "g");

/**
 * Questions go to standard error: standard output may be redirected, and holds answers only. The library that draws them
 * goes by NO_COLOR and by what standard output is: colours that are none for us are taken away here.
 */
export function openScreen({ io: { stdin, stderr }, err }: Cli): Screen {
  const isColoured = err.style.bold(" ") !== " ";
  const output = new Writable({
    decodeStrings: false,
    write(chunk: string, _encoding, written) {
      err.write(isColoured ? chunk : chunk.replaceAll(colours, "")).then(() => written(), written);
    },
  });
  Object.defineProperties(output, { columns: { get: err.columns }, rows: { get: () => stderr.rows ?? 24 } });
  const resized = () => output.emit("resize");
  stderr.on("resize", resized);
  const close = async () => {
    stderr.off("resize", resized);
    await new Promise<void>((resolve) => output.end(() => resolve()));
  };
  return { input: stdin, output, close };
}
