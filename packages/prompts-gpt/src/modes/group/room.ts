import { byteSize } from "../../byte-size.ts";
import { FEW_FILES, NOTHING_LEFT, roomAt } from "../../disk-room.ts";
import { ExecutionError } from "../../errors.ts";
import type { Env } from "../../process/spawn.ts";
import { storesFolder } from "../../workspace/snapshot/store-path.ts";

interface Place {
  readonly artifactsDir: string;
  readonly env: Env;
}

/** Refuses to begin another run when the disk is nearly full: it ends between two runs then, and not in the middle of a write. */
export async function checkRoom({ artifactsDir, env }: Place): Promise<void> {
  for (const { folder, bytes, files } of [await roomAt(artifactsDir), await roomAt(storesFolder(env))]) {
    const isFewFiles = files !== null && files < FEW_FILES;
    if (bytes >= NOTHING_LEFT && !isFewFiles) continue;
    const left = isFewFiles ? `${files} files` : byteSize(bytes);
    throw new ExecutionError(
      `The disk is nearly full: ${left} are left at ${folder}, and nothing more was begun.`,
      `Make room (df -h ${folder}), then go on: prompts-gpt runs resume latest`,
    );
  }
}
