import type { Check } from "./check.ts";
import { clock } from "./checks/clock.ts";
import { config } from "./checks/config.ts";
import { credentials } from "./checks/credentials.ts";
import { disk } from "./checks/disk.ts";
import { guard } from "./checks/guard.ts";
import { ignored } from "./checks/ignored.ts";
import { leftovers } from "./checks/leftovers.ts";
import { platform } from "./checks/platform.ts";
import { programs } from "./checks/programs.ts";
import { providers } from "./checks/providers.ts";
import { secrets } from "./checks/secrets.ts";
import { snapshots } from "./checks/snapshots.ts";
import { trust } from "./checks/trust.ts";

/** What `doctor` looks at, in the order in which it is shown. */
export const localChecks: readonly Check[] = [
  platform,
  programs,
  providers,
  config,
  trust,
  snapshots,
  guard,
  credentials,
  ignored,
  disk,
  clock,
  leftovers,
  secrets,
];
