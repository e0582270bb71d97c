/** Telling the user that there is no server, or not the one that they asked for, and what can be done. */

import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { capitalized } from "../logic/text";
import { fail, warn } from "../messages";
import { openSetting } from "../settings";
import { isExplicit, settingOf, sourceInWords, type Server as Program } from "./candidates";
import { Cancelled, NoPython } from "./installing";
import type { Attempt, Located } from "./locate";

export class Troubles {
  private toldAbout = "";

  constructor(
    private readonly log: vscode.LogOutputChannel,
    private readonly restart: () => Promise<void>,
  ) {}

  /** Says once that what was asked for does not work. */
  tellIfRefused(refused: Attempt | undefined, used: Program): void {
    if (refused === undefined || isExplicit(used.source) || refused.shown === this.toldAbout) {
      return;
    }
    this.toldAbout = refused.shown;
    const message = l10n.t("Stackls: {0} does not work: {1}, {2}. {3} is used instead.", capitalized(sourceInWords(refused.source)), refused.shown, refused.result, capitalized(sourceInWords(used.source)));
    void warn(message, l10n.t("Open Settings"), l10n.t("Show Log")).then((answer) => {
      if (answer === l10n.t("Open Settings")) {
        openSetting(settingOf(refused.source));
      } else if (answer === l10n.t("Show Log")) {
        this.log.show();
      }
    });
  }

  /** There is no server. */
  tellWhyNone(located: Located, message: string): void {
    if (located.error instanceof Cancelled) {
      return;
    }
    if (located.error instanceof NoPython) {
      void this.offerPython(message);
    } else {
      const refused = located.refused;
      const detail = refused === undefined ? "" : l10n.t("{0} does not work either: {1}, {2}.", capitalized(sourceInWords(refused.source)), refused.shown, refused.result);
      void this.offerLog(`Stackls: ${message} ${detail}`.trim(), settingOf(refused?.source));
    }
  }

  private async offerPython(message: string): Promise<void> {
    const answer = await fail(message, l10n.t("Get Python"), l10n.t("Select Python…"), l10n.t("Show Log"));
    if (answer === l10n.t("Get Python")) {
      await vscode.env.openExternal(vscode.Uri.parse("https://www.python.org/downloads/"));
    } else if (answer === l10n.t("Select Python…")) {
      await vscode.commands.executeCommand("stackls.interpreter.select");
    } else if (answer === l10n.t("Show Log")) {
      this.log.show();
    }
  }

  /** Something does not work; `setting` is the one that has to do with it. */
  async offerLog(message: string, setting?: string): Promise<void> {
    const answer = await fail(message, l10n.t("Try Again"), l10n.t("Open Settings"), l10n.t("Show Log"));
    if (answer === l10n.t("Try Again")) {
      await this.restart();
    } else if (answer === l10n.t("Open Settings")) {
      openSetting(setting);
    } else if (answer === l10n.t("Show Log")) {
      this.log.show();
    }
  }
}
