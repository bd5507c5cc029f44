import { join } from "node:path";
import { behindLauncher, firstFile, folderOf } from "./launcher.ts";
import type { StartForm } from "./provider.ts";

export const copilotProgram = behindLauncher({
  script: /[/\\]@github[/\\]copilot[/\\]npm-loader\.js$/,
  behind: nativeCopilot,
});

/** Where the packages for both C libraries are installed, its own launcher knows which one this system has. */
function nativeCopilot(launcher: string): StartForm | undefined {
  const systems = process.platform === "linux" ? ["linux", "linuxmusl"] : [process.platform];
  const program = process.platform === "win32" ? "copilot.exe" : "copilot";
  const [folder, ...others] = systems.flatMap((system) =>
    folderOf(launcher, `@github/copilot-${system}-${process.arch}`),
  );
  const file = folder === undefined || others.length > 0 ? undefined : firstFile([join(folder, program)]);
  return file === undefined ? undefined : { file };
}
