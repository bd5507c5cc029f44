import { isUtf8 } from "node:buffer";

/** The text with its byte order mark; nothing when it is no UTF-8. */
export function fileText(bytes: Uint8Array): string | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return isUtf8(buffer) ? buffer.toString("utf8") : undefined;
}
