import { afterAll, beforeAll, inject } from "vitest";
import { newDatabase } from "./postgres.ts";
import { startRegistry, tempFolder, type TestRegistry } from "./registry.ts";

/** Everything that a client can see holds on both. */
export const DATABASES = ["embedded", "postgres"] as const;

/** A registry for the tests of one `describe`; to be had from within a test. */
export function registryFor(kind: (typeof DATABASES)[number]): () => TestRegistry {
  const folder = tempFolder();
  let registry: TestRegistry | undefined;
  beforeAll(async () => {
    registry = await startRegistry(
      kind === "embedded" ? { folder: folder.path } : { url: await newDatabase(inject("postgres")) },
    );
  });
  afterAll(async () => {
    await registry?.[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });
  return () => {
    if (registry === undefined) throw new Error("it has not started yet");
    return registry;
  };
}
