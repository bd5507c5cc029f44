#!/usr/bin/env node
import { join } from "node:path";
import { openCodeCache } from "./code-cache.ts";
import { loadBundle } from "./load-bundle.ts";

const argv = process.argv.slice(2);
const cache = openCodeCache(process);
const compiled = loadBundle(join(import.meta.dirname, "command.cjs"), cache);
// A whole run has compiled what runs need. After less than that, what is written would be of little use to them.
const whole = argv[0] === "run" && !argv.some((arg) => ["--dry-run", "--detach", "--help", "-h"].includes(arg));
if (whole) process.once("exit", (exitCode) => exitCode === 0 && compiled.save());
