/** How a process ended. Only `exited` with code 0 can be a success. */
export type Exit =
  | { readonly kind: "exited"; readonly code: number }
  | { readonly kind: "signalled"; readonly signal: string }
  | { readonly kind: "not-started"; readonly message: string }
  | { readonly kind: "timed-out"; readonly limit: "idle" | "total" }
  | { readonly kind: "cancelled"; readonly why: string };

/** As the end of a sentence that starts with the program's name. */
export function describeExit(exit: Exit): string {
  switch (exit.kind) {
    case "exited":
      return `exited with code ${exit.code}`;
    case "signalled":
      return `was killed by ${exit.signal}`;
    case "not-started":
      return `could not be started: ${exit.message}`;
    case "timed-out":
      return `was stopped at the ${exit.limit} timeout`;
    case "cancelled":
      return `was stopped: ${exit.why}`;
  }
}
