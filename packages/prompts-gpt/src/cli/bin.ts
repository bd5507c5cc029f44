#!/usr/bin/env node
import { join } from "node:path";
import { openCodeCache } from "./code-cache.ts";
import { loadBundle } from "./load-bundle.ts";

const argv = process.argv.slice(2);
const [command = ""] = argv;
const isSync = command === "sync" || command === "pull";
const cache = openCodeCache(process, isSync ? "sync" : "run");
const compiled = loadBundle(join(import.meta.dirname, "command.cjs"), cache);
// A whole run has compiled what runs need, and a whole sync what syncs do. After less, what is written would be of little use.
const less = ["--dry-run", "--detach", "--check", "--frozen", "--help", "-h"];
const whole = (isSync || command === "run") && !argv.some((arg) => less.includes(arg));
if (whole) process.once("exit", (exitCode) => exitCode === 0 && compiled.save());
