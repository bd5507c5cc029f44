import manifest from "../package.json" with { type: "json" };

/** Of this package; inlined when it is built. */
export const VERSION = manifest.version;

/** Of Node: those that every change is tested with. */
export const NODE_VERSIONS = manifest.engines.node;
