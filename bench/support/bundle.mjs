/** One module of the package, bundled by itself: what a command does inside, without the command round it. */
import { basename, isAbsolute, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { packageRoot } from "../../scripts/ensure.mjs";

export async function importSource(name, folder) {
  return import(await bundleSource(name, folder));
}

/** The same as a file: its URL. `name` may be absolute, of a file beside the package. */
export async function bundleSource(name, folder) {
  const { rolldown } = await import("rolldown");
  const bundler = await rolldown({ input: resolve(packageRoot, "src", name), platform: "node", external: [/^node:/] });
  const file = join(folder, `${isAbsolute(name) ? basename(name) : name.replaceAll("/", "-")}.mjs`);
  await bundler.write({ file, format: "esm", codeSplitting: false });
  await bundler.close();
  return pathToFileURL(file).href;
}
