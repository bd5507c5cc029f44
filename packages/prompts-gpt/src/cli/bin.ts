#!/usr/bin/env node
import { main } from "./main.ts";

// Everything is written by now, and nothing that is left open may keep the process alive.
process.exit(await main(process.argv.slice(2), process));
