/**
 * Every form in which a value is looked for: as it is, as in JSON (once and twice, all ASCII too), as in a URL, as hex in
 * both cases, as base64 and base64url wherever it stands in what was encoded.
 */
export function formsOf(value: string): string[] {
  const bytes = Buffer.from(value, "utf8");
  const hex = bytes.toString("hex");
  const base64 = [0, 1, 2].map((before) => inBase64(bytes, before));
  const forms = [
    ...(PLAIN.test(value) ? [value] : writtenForms(value)),
    hex,
    hex.toUpperCase(),
    ...base64,
    ...base64.map((form) => form.replaceAll("+", "-").replaceAll("/", "_")),
  ];
  return [...new Set(forms)];
}

/** These letters stand for themselves everywhere. */
const PLAIN = /^[\w.~-]+$/;

function writtenForms(value: string): string[] {
  const json = inJson(value);
  const ascii = inAscii(json);
  const url = inUrl(value);
  const strict = url.replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  const urls = [url, strict].flatMap((form) => [form, form.replaceAll("%20", "+")]);
  return [
    value,
    json,
    inJson(json),
    ascii,
    upperEscapes(ascii),
    inJson(ascii),
    ...urls.flatMap((form) => [form, lowerEscapes(form)]),
  ];
}

function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function inAscii(json: string): string {
  return json.replaceAll(/[^ -~]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function upperEscapes(text: string): string {
  return text.replaceAll(/\\u[0-9a-f]{4}/g, (escape) => `\\u${escape.slice(2).toUpperCase()}`);
}

function lowerEscapes(text: string): string {
  return text.replaceAll(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase());
}

/** Half of a pair of UTF-16 has no form in a URL, and no variable can hold one. */
function inUrl(value: string): string {
  return encodeURIComponent(Buffer.from(value, "utf8").toString("utf8"));
}

/** The letters that are the same whatever stands round the value, when `before` bytes of a group of three stand before it. */
function inBase64(bytes: Buffer, before: number): string {
  const text = Buffer.concat([Buffer.alloc(before), bytes]).toString("base64");
  return text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
}
