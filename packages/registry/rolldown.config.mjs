import { readFileSync } from "node:fs";
import { defineConfig } from "rolldown";

/** `import text from "./page.css?raw"`: the text of a file, as the tests have it from their own bundler. */
const rawText = {
  name: "raw-text",
  load: {
    filter: { id: /\?raw$/ },
    handler: (id) => ({
      code: `export default ${JSON.stringify(readFileSync(id.replace(/\?raw$/, ""), "utf8"))};`,
      moduleType: "js",
    }),
  },
};

/** All in one, but for the embedded database, which is files of its own, and what only one kind of database needs. */
export default defineConfig([
  {
    cwd: import.meta.dirname,
    platform: "node",
    input: { main: "src/main.ts" },
    external: [/^node:/, /^@electric-sql\/pglite/, "pg-native"],
    transform: { target: "node20" },
    plugins: [rawText],
    output: {
      dir: "dist",
      format: "esm",
      charset: "ascii",
      // Error.name is the class name, and a stack trace should say something.
      minify: { mangle: { keepNames: true }, compress: { keepNames: { function: true, class: true } } },
      entryFileNames: "[name].js",
      chunkFileNames: "chunks/[name]-[hash].js",
    },
  },
]);
