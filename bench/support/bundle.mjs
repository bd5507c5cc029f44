/** One module of the package, bundled by itself: what a command does inside, without the command round it. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { packageRoot } from "../../scripts/ensure.mjs";

export async function importSource(name, folder) {
  const { rolldown } = await import("rolldown");
  const bundler = await rolldown({ input: join(packageRoot, "src", name), platform: "node", external: [/^node:/] });
  const file = join(folder, `${name.replaceAll("/", "-")}.mjs`);
  await bundler.write({ file, format: "esm", codeSplitting: false });
  await bundler.close();
  return import(pathToFileURL(file).href);
}
