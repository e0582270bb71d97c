/** Telling the user that there is no server, or not the one that they asked for, and what can be done. */

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
    const message = `Stackls: ${capitalized(sourceInWords(refused.source))} does not work: ${refused.shown}, ${refused.result}. ${capitalized(sourceInWords(used.source))} is used instead.`;
    void warn(message, "Open Settings", "Show Log").then((answer) => {
      if (answer === "Open Settings") {
        openSetting(settingOf(refused.source));
      } else if (answer === "Show Log") {
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
      const detail = refused === undefined ? "" : ` ${capitalized(sourceInWords(refused.source))} does not work either: ${refused.shown}, ${refused.result}.`;
      void this.offerLog(`Stackls: ${message}${detail}`, settingOf(refused?.source));
    }
  }

  private async offerPython(message: string): Promise<void> {
    const answer = await fail(message, "Get Python", "Select Python…", "Show Log");
    if (answer === "Get Python") {
      await vscode.env.openExternal(vscode.Uri.parse("https://www.python.org/downloads/"));
    } else if (answer === "Select Python…") {
      await vscode.commands.executeCommand("stackls.interpreter.select");
    } else if (answer === "Show Log") {
      this.log.show();
    }
  }

  /** Something does not work; `setting` is the one that has to do with it. */
  async offerLog(message: string, setting?: string): Promise<void> {
    const answer = await fail(message, "Try Again", "Open Settings", "Show Log");
    if (answer === "Try Again") {
      await this.restart();
    } else if (answer === "Open Settings") {
      openSetting(setting);
    } else if (answer === "Show Log") {
      this.log.show();
    }
  }
}
