/** Stores credentials through the built SDK: `node save-credentials.mjs <cwd> <token> <umask>`. */
const { saveLocalCredentials } = await import(new URL("../../dist/sdk/index.js", import.meta.url).href);
const [cwd, token, umask] = process.argv.slice(2);
process.umask(Number.parseInt(umask, 8));
await saveLocalCredentials({ token, apiUrl: "https://example.org" }, { cwd });
