/** What the system calls the error: `ENOENT`, `EACCES`; undefined for one that is not the system's. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}
