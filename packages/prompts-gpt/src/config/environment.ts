/** The environment of this process, copied: every look into `process.env` itself is a call into the system. */
export function processEnv(): Readonly<Record<string, string | undefined>> {
  return { ...process.env };
}
