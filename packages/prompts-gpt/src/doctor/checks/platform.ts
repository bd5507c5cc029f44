import { accessSync, constants, existsSync } from "node:fs";
import { which } from "../../process/which.ts";
import type { Advice } from "../../finding.ts";
import type { Check } from "../check.ts";

/** What there is here of the things that runs rest on; each is looked for, and none is taken from the system's name. */
export interface Platform {
  readonly name: NodeJS.Platform;
  readonly arch: string;
  /** File modes and owners mean something. */
  readonly hasUsers: boolean;
  /** `/bin/sh`, which the guard's shim and hooks are written for. */
  readonly hasShell: boolean;
  /** How what an agent has started is found: by Linux's `/proc`, by `ps`, or not at all. */
  readonly processes: "proc" | "ps" | "none";
}

/** How far the system is known to carry a run. */
export const platform: Check = {
  id: "platform",
  title: "This system",
  async look({ env }) {
    const found = probe(env);
    const { name, arch, hasUsers, hasShell, processes } = found;
    const facts = {
      platform: name,
      arch,
      processes,
      shell: hasShell ? "/bin/sh" : null,
      users: hasUsers ? "yes" : "no",
    };
    return { summary: `${name} ${arch}, ${TESTED[name] ?? "never tried"}`, facts, findings: platformFindings(found) };
  },
};

const TESTED: Partial<Record<NodeJS.Platform, string>> = {
  linux: "tested",
  darwin: "built for it, not tested yet",
  win32: "not supported yet",
};

function probe(env: Readonly<Record<string, string | undefined>>): Platform {
  return {
    name: process.platform,
    arch: process.arch,
    hasUsers: process.getuid !== undefined,
    hasShell: isProgram("/bin/sh"),
    processes: existsSync("/proc/self/environ") ? "proc" : which("ps", env) === undefined ? "none" : "ps",
  };
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false; // not there, or not ours to start
  }
}

const WSL = "Work in WSL, which is a Linux: wsl --install";

/** What does not work here, and what to do instead. */
export function platformFindings({ name, hasUsers, hasShell, processes }: Platform): Advice[] {
  const isWindows = name === "win32";
  const gap = (code: string, message: string, fix: string): Advice => ({ severity: "error", code, message, fix });
  return [
    ...(isWindows
      ? [
          gap(
            "platform.launchers",
            "Agents from npm are started through .cmd files, which Node starts only by a shell; prompts-gpt uses none, so they do not start.",
            `${WSL}; or name a program that is an .exe in providers.<name>.command`,
          ),
        ]
      : []),
    ...(processes === "none" || isWindows
      ? [
          gap(
            "platform.processes",
            `What an agent has started is not ended with its run: ${isWindows ? "Windows has neither process groups nor signals" : "without /proc and ps it cannot be found"}.`,
            isWindows ? WSL : "Install ps (package procps)",
          ),
        ]
      : []),
    ...(hasShell
      ? []
      : [
          gap(
            "platform.shell",
            "There is no /bin/sh: the guard of git, a script, cannot stand before it.",
            isWindows ? WSL : "Install a shell as /bin/sh (package dash)",
          ),
        ]),
    ...(hasUsers
      ? []
      : [
          {
            severity: "warning" as const,
            code: "platform.modes",
            message: "Files have no modes here: the folder's own access list says who reads credentials and snapshots.",
            fix: 'Look at it: icacls "%USERPROFILE%"',
          },
        ]),
  ];
}
