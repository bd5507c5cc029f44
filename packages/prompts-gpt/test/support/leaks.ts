import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The forms a secret can be found in, made without the code that hides them. */
export function encoded(secret: string): Map<string, string> {
  const bytes = Buffer.from(secret);
  const forms = new Map([
    ["raw", secret],
    ["JSON", JSON.stringify(secret).slice(1, -1)],
    ["URL", encodeURIComponent(secret)],
    ["hex", bytes.toString("hex")],
    ["HEX", bytes.toString("hex").toUpperCase()],
  ]);
  for (const before of [0, 1, 2]) {
    for (const encoding of ["base64", "base64url"] as const) {
      // What two different neighbours have in common is the secret's own part.
      const [one = "", other] = ["\0", "\u007f"].map((sign) =>
        Buffer.concat([Buffer.from(sign.repeat(before)), bytes, Buffer.from(sign.repeat(3))]).toString(encoding),
      );
      const same = Array.from(one, (letter, at) => (letter === other?.[at] ? letter : " ")).join("");
      forms.set(
        `${encoding} after ${before}`,
        same.split(" ").reduce((longest, part) => (part.length > longest.length ? part : longest)),
      );
    }
  }
  return forms;
}

/** Where a secret is found, and in which form. */
export function leaksIn(text: string, secrets: readonly string[], where: string): string[] {
  return secrets.flatMap((secret) =>
    [...encoded(secret)].filter(([, form]) => text.includes(form)).map(([name]) => `${where}: ${secret} as ${name}`),
  );
}

/** Every file below a folder, names included. */
export function leaksBelow(folder: string, secrets: readonly string[]): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) => {
    const path = join(entry.parentPath, entry.name);
    const text = entry.isFile() ? readFileSync(path, "utf8") : "";
    return [...leaksIn(entry.name, secrets, "a file name"), ...leaksIn(text, secrets, path)];
  });
}
