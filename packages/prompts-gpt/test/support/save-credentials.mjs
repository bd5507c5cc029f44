/** Stores credentials through the built SDK: `node save-credentials.mjs <cwd> <token> <umask> [user id]`. */
const { saveLocalCredentials } = await import(new URL("../../dist/sdk/index.js", import.meta.url).href);
const [cwd, token, umask, user] = process.argv.slice(2);
process.umask(Number.parseInt(umask, 8));
if (user !== undefined) {
  // Here, and not where this is started: another user may be kept from Node itself, and from where we stand.
  process.setgroups([]);
  process.setgid(Number(user));
  process.setuid(Number(user));
}
await saveLocalCredentials({ token, apiUrl: "https://example.org" }, { cwd });
