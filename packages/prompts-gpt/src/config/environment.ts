/** The environment of this process: read here alone, passed on as a value. */
export function processEnv(): Readonly<Record<string, string | undefined>> {
  return process.env;
}
