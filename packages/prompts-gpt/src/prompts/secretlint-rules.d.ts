/** The preset is one bundle, but its types name this package, which it does not bring along. */
declare module "@secretlint/secretlint-rule-aws" {
  export type Options = object;
}
