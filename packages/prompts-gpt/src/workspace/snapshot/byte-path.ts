/**
 * A path as bytes: each character of the string is one byte (latin1). Names on disk need not be UTF-8, and a string can
 * be sorted, kept in a Map and written to JSON. Relative ones use "/" and have none at the end; "" is the root itself.
 */
export type BytePath = string;

const NOT_ASCII = /[\x80-\xff]/;

export function bytePath(path: string | Buffer): BytePath {
  return typeof path === "string" ? Buffer.from(path).toString("latin1") : path.toString("latin1");
}

/** For calls into the file system. */
export function onDisk(path: BytePath): string | Buffer {
  return NOT_ASCII.test(path) ? Buffer.from(path, "latin1") : path;
}

/** For people, and for calls that take text only; what is no UTF-8 becomes a replacement character. */
export function textOf(path: BytePath): string {
  return NOT_ASCII.test(path) ? Buffer.from(path, "latin1").toString("utf8") : path;
}

export function joinBytes(folder: BytePath, name: BytePath): BytePath {
  return folder === "" ? name : `${folder}/${name}`;
}

export function parentOf(path: BytePath): BytePath {
  const slash = path.lastIndexOf("/");
  return slash === -1 ? "" : path.slice(0, slash);
}

export function nameOf(path: BytePath): BytePath {
  return path.slice(path.lastIndexOf("/") + 1);
}
