import { type FlagsFor, number, text, toggle } from "./flag.ts";

/** What `serve` hands on to the registry's own command. */
export interface ServeFields {
  readonly host?: string;
  readonly port?: number;
  readonly data?: string;
  readonly databaseUrl?: string;
  readonly publicUrl?: string;
  readonly trustProxy?: boolean;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
}

const serving = { on: ["serve"] } as const;

export const serveFlags: FlagsFor<ServeFields> = {
  host: text("host <address>", "Where it listens (default: 127.0.0.1, this machine alone)", serving),
  port: number("port <number>", "At which port; 0 = any that is free (default: 4242)", { ...serving, least: 0 }),
  data: text("data <folder>", "Folder of the embedded database (default: in this user's state folder)", {
    ...serving,
    kind: "folder",
  }),
  databaseUrl: text(
    "database-url <url>",
    "A PostgreSQL server in its place; with a password: PROMPTS_GPT_REGISTRY_DATABASE_URL",
    serving,
  ),
  publicUrl: text("public-url <url>", "How users reach it; needed when it listens for others", serving),
  trustProxy: toggle("trust-proxy", "A proxy in front says who asks, by X-Forwarded-For", serving),
  tlsCert: text("tls-cert <file>", "Certificate (PEM), for https", { ...serving, kind: "file" }),
  tlsKey: text("tls-key <file>", "Its key (PEM)", { ...serving, kind: "file" }),
};
