/** What the licences of the libraries ask for that are bundled into prompts-gpt: their names and their words. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, sep } from "node:path";

/** The text of the file that goes with the bundle; `modules`: paths of everything that is in it. */
export function noticesFor(modules) {
  const folders = new Set([...modules].map(packageFolder).filter((folder) => folder !== undefined));
  const packages = [...folders].map(describe).toSorted((a, b) => (a.title < b.title ? -1 : 1));
  const unnamed = packages.filter(({ licence }) => licence === undefined);
  if (unnamed.length > 0) throw new Error(`no licence: ${unnamed.map(({ title }) => title).join(", ")}`);
  const sections = packages.map(({ title, licence, text }) => `## ${title} (${licence})\n\n${text}\n`);
  return `# Third-party notices\n\nprompts-gpt holds these libraries in its bundle.\n\n${sections.join("\n")}`;
}

function packageFolder(module) {
  const file = module.replace(/^\0/, "").replace(/\?.*$/, "");
  if (!file.includes(`${sep}node_modules${sep}`)) return undefined;
  // Some packages have a package.json without a name deeper down, which only says what kind of modules stand there.
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
    const manifest = join(folder, "package.json");
    if (existsSync(manifest) && JSON.parse(readFileSync(manifest, "utf8")).name !== undefined) return folder;
  }
  return undefined;
}

function describe(folder) {
  const { name, version, license: licence } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const files = readdirSync(folder).filter((file) => /^(?:licen[cs]e|notice|copying)(?:\.(?:md|txt))?$/i.test(file));
  const text = files.map((file) => readFileSync(join(folder, file), "utf8").trim()).join("\n\n");
  return { title: `${name} ${version}`, licence, text: text || "The package brings no text of its own." };
}
