/** How a stack file stands with what is registered, in words. */

import * as l10n from "@vscode/l10n";
import { counted } from "./counts";


export interface FileStatus {
  readonly stack: string | null;
  readonly state: "unknown" | "unregistered" | "same" | "different";
  readonly places: number;
}

/** What to warn of; `undefined` where there is nothing to say. */
export function warningOf(status: FileStatus): string | undefined {
  if (status.state !== "different" || status.stack === null) {
    return undefined;
  }
  return l10n.t("This file differs from the registered stack in {0}.", counted(status.places, "place"));
}
