import { acceptTrust, ConfigError, revokeTrust, trustStatus } from "../../index.ts";
import type { Cli, Command } from "../cli.ts";
import { isInteractive } from "../interactive.ts";
import type { Call } from "../parse.ts";
import { placeOf } from "../place.ts";
import { present } from "../present.ts";
import { openLines, untrustedLines } from "../untrusted.ts";

type TrustStatus = Awaited<ReturnType<typeof trustStatus>>;

/** Shows, then accepts: nothing is ever accepted that was not shown first. */
export const trust: Command = async (call, cli) => {
  const place = placeOf(call, cli);
  if (call.options.revoke) {
    const revoked = await revokeTrust(place);
    await present({ revoked }, () => [revoked ? "No longer accepted." : "Nothing had been accepted."], { call, cli });
    return 0;
  }
  const status = await trustStatus(place);
  const isOpen = (!status.trusted && status.items.length > 0) || status.changedDuringRun;
  const accepting = !call.options.show && isOpen;
  if (accepting) await accept(status, { call, cli });
  const trusted = status.trusted || accepting;
  await present({ ...status, trusted }, (shown) => trustLines(shown, cli), { call, cli });
  return 0;
};

async function accept(status: TrustStatus, { call, cli }: { call: Call; cli: Cli }): Promise<void> {
  const { items } = status;
  if (!call.options.yes) {
    if (!isInteractive(call, cli)) {
      await cli.err.write(`${openLines(status, cli.io.env).join("\n")}\n`);
      throw new ConfigError("Nobody is there to accept it.", "prompts-gpt trust --yes");
    }
    const { confirmTrust } = await import("../ask/trust.ts");
    if (!(await confirmTrust(status, cli))) throw new ConfigError("It was not accepted.", "prompts-gpt trust --show");
  }
  // The items that were shown, and not what the file says by now.
  await acceptTrust({ ...placeOf(call, cli), items });
}

function trustLines(status: TrustStatus, { io }: Pick<Cli, "io">): string[] {
  const { items, trusted, changedDuringRun } = status;
  if (changedDuringRun && !trusted)
    return [...openLines(status, io.env), "Not accepted. To accept it: prompts-gpt trust"];
  if (items.length === 0) return ["This repository's configuration executes nothing."];
  return [
    ...untrustedLines(items, io.env),
    trusted ? "Accepted, until it changes." : "Not accepted: it does nothing. To accept it: prompts-gpt trust",
  ];
}
