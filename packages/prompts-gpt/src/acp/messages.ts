import { once } from "node:events";
import type { AnyMessage, Stream } from "@agentclientprotocol/sdk";
import { lineBlocks, linesOf } from "../process/line-blocks.ts";
import type { Partner } from "../process/spawn.ts";
import { type Json, object, objectIn } from "../providers/json.ts";

/** A longer message is nothing that an agent has to say in one piece. */
const MAX_MESSAGE_BYTES = 32 * 1024 * 1024;

interface Overheard {
  /** A `session/update`: told here, in the order of arrival. The library would tell it after an answer that came later. */
  update(params: Json): void;
  /** A line that is no message. */
  odd(line: string): void;
}

/**
 * The messages of an agent, one a line. Not the library's own reader: that one answers each line of a log on standard
 * output with an error, and logs a kind of update that it does not know.
 */
export function messagesOf({ stdin, stdout }: Partner, overheard: Overheard): Stream {
  const read = async (controller: ReadableStreamDefaultController<AnyMessage>): Promise<void> => {
    for await (const { kind, bytes } of lineBlocks(stdout, MAX_MESSAGE_BYTES)) {
      if (kind === "raw") throw new Error(`it sent a message of more than ${MAX_MESSAGE_BYTES} bytes`);
      for (const line of linesOf(bytes)) take(line.bytes.toString("utf8"), controller, overheard);
    }
    controller.close();
  };
  return {
    readable: new ReadableStream({
      start(controller) {
        read(controller).catch((error: unknown) => controller.error(error));
      },
    }),
    writable: new WritableStream({
      async write(message) {
        if (!stdin.write(`${JSON.stringify(message)}\n`) && stdin.writable) await once(stdin, "drain");
      },
    }),
  };
}

function take(line: string, controller: ReadableStreamDefaultController<AnyMessage>, { update, odd }: Overheard): void {
  if (line.trim() === "") return;
  const message = objectIn(line);
  if (message === undefined) odd(line);
  else if (message["method"] === "session/update" && message["id"] === undefined) update(object(message["params"]));
  else controller.enqueue(message as unknown as AnyMessage); // the library looks at the shape of each one
}
