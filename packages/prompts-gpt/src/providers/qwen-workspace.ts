/** What a glob or a list of rules would not take as it is: any one character stands for it. */
const SPECIAL = /[^\w .@%+=~-]/g;

/**
 * Rules that deny edits everywhere but below `cwd`, a real path: `auto-edit` alone writes wherever this user can (measured,
 * 0.24.4). The rules cannot say "not in", so at every folder on the way they name all that stands beside it. Links are
 * followed by Qwen Code before it looks.
 */
export function editsOutside(cwd: string): string[] {
  const way = cwd
    .split("/")
    .filter((name) => name !== "")
    .map((name) => name.replaceAll(SPECIAL, "?"));
  return way.flatMap((name, depth) => {
    const folder = ["/", ...way.slice(0, depth)].join("/");
    // A name that only begins like ours is no other name for the first of the two.
    const beside = [`!(${name})`, `${name}?*`].map((other) => `${folder}/${other}`);
    return beside.flatMap((other) => [`Edit(${other})`, `Edit(${other}/**)`]);
  });
}
