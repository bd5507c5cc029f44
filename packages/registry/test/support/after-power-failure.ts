import { copyFileSync, existsSync, mkdirSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";

interface Name {
  readonly name: string;
  readonly key: string;
  readonly isFolder: boolean;
}

/** The machine was off for ten minutes. */
const OFF_SINCE = new Date(Date.now() - 600_000);

/** Makes in `to` what a power failure would have left of the folder: see power-failure.mjs. */
export function afterPowerFailure(folder: string, { flushed, to }: { flushed: string; to: string }): void {
  const rebuild = (key: string, target: string) => {
    mkdirSync(target, { mode: 0o700 });
    const kept = join(flushed, key);
    const names = existsSync(kept) ? (JSON.parse(readFileSync(kept, "utf8")) as Name[]) : [];
    for (const one of names) {
      const [path, content] = [join(target, one.name), join(flushed, one.key)];
      if (one.isFolder) rebuild(one.key, path);
      else if (existsSync(content)) copyFileSync(content, path);
      else writeFileSync(path, ""); // its name is there, its content never was
      utimesSync(path, OFF_SINCE, OFF_SINCE);
    }
  };
  const { ino, birthtimeMs } = statSync(folder);
  rebuild(`${ino}-${birthtimeMs}`, to);
}
