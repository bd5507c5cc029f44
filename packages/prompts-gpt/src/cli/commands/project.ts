import { showProject } from "../../index.ts";
import type { Command } from "../cli.ts";
import { present } from "../present.ts";
import { projectLines } from "../project-lines.ts";
import { registryPlace } from "../registry-place.ts";
import { untilInterrupted } from "../until-interrupted.ts";

export const project: Command = async (call, cli) => {
  const place = await registryPlace(call, cli);
  return untilInterrupted(cli, async ({ signal }) => {
    const found = await showProject({ ...place, signal });
    const lines = (shown: typeof found) => projectLines(shown.project, shown.apiUrl, cli.out.columns());
    await present(found, lines, { call, cli });
    return 0;
  });
};
