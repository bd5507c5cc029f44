import manifest from "../package.json" with { type: "json" };

/** Of this package; inlined when it is built. */
export const VERSION = manifest.version;
