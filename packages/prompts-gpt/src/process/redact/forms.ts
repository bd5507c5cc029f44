/** Every form in which a value is looked for. */
export function formsOf(value: string): string[] {
  return [...writtenForms(value), ...encodedForms(value)];
}

/** As it is, and as common programs write it in JSON (once and twice) and in URLs. */
export function writtenForms(value: string): string[] {
  return PLAIN.test(value) ? [value] : [...new Set([value, ...inJson(value), ...inUrls(value)])];
}

/** As hex in both cases, as base64 and base64url wherever it stands in what was encoded. Tools break these into lines. */
export function encodedForms(value: string): string[] {
  const bytes = Buffer.from(value, "utf8");
  const hex = bytes.toString("hex");
  const base64 = [0, 1, 2].map((before) => inBase64(bytes, before));
  const base64url = base64.map((form) => form.replaceAll("+", "-").replaceAll("/", "_"));
  return [...new Set([hex, hex.toUpperCase(), ...base64, ...base64url])];
}

/** These letters stand for themselves everywhere. */
const PLAIN = /^[\w.-]+$/;

/** What JSON is written with beyond what it asks for, as Unicode escapes: Go, Gson, .NET, Python and PHP. */
const ESCAPED = [/[&<>\u2028\u2029]/g, /[&<>='\u2028\u2029]/g, /[&<>'`+]|[^ -~]/g, /[^ -~]/g];

function inJson(value: string): string[] {
  const json = quoted(value);
  const ways = [json, ...ESCAPED.map((signs) => json.replaceAll(signs, unicode))];
  // .NET writes a quote as any other sign, in upper case.
  const net = (ways[3] ?? json).replaceAll('\\"', "\\u0022");
  const once = [...ways, net].flatMap((way) => [way, upperEscapes(way)]);
  const slashes = [...once, ...once.map((way) => way.replaceAll("/", "\\/"))];
  return [...slashes, ...new Set(slashes.map(quoted))];
}

/**
 * What stands for itself in a URL: for encodeURIComponent, for Python's quote (with `/` and without), for forms of browsers
 * and of PHP, for encodeURI, for the setters of URL (user and password, query, path), for Go (path, user and password).
 */
const KEPT = [
  /[\w.!~*'()-]/,
  /[\w.~-]/,
  /[\w.~/-]/,
  /[\w.*-]/,
  /[\w.-]/,
  /[\w;,/?:@&=+$#.!~*'()-]/,
  /[\w!$%&'()*+,.~-]/,
  /[!-~](?<!["#<>'])/,
  /[!-~](?<!["#<>?`{}^])/,
  /[\w.~$&+:=@-]/,
  /[\w.~$&+,;=-]/,
];

function inUrls(value: string): string[] {
  const signs = [...new Set(value)];
  return KEPT.flatMap((kept) => {
    const written = new Map(signs.map((sign) => [sign, kept.test(sign) ? sign : percent(sign)]));
    const form = Array.from(value, (sign) => written.get(sign)).join("");
    return [form, form.replaceAll("%20", "+")].flatMap((way) => [way, lowerEscapes(way)]);
  });
}

function percent(sign: string): string {
  return Array.from(Buffer.from(sign), (byte) => `%${byte.toString(16).padStart(2, "0").toUpperCase()}`).join("");
}

function quoted(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function unicode(sign: string): string {
  return `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

function upperEscapes(text: string): string {
  return text.replaceAll(/\\u[0-9a-f]{4}/g, (escape) => `\\u${escape.slice(2).toUpperCase()}`);
}

function lowerEscapes(text: string): string {
  return text.replaceAll(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase());
}

/** The letters that are the same whatever stands round the value, when `before` bytes of a group of three stand before it. */
function inBase64(bytes: Buffer, before: number): string {
  const text = Buffer.concat([Buffer.alloc(before), bytes]).toString("base64");
  return text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
}
