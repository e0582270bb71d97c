/**
 * Messages to the user, all of them through here.
 *
 * VS Code makes links of `[text](address)` in messages, commands included, and icons of `$(name)` in
 * the status bar. Names of stacks are somebody else's text, so neither may come from one.
 */

import * as vscode from "vscode";
import { escapeIcons, withoutLinks } from "./logic/text";

export function inform(message: string, ...buttons: string[]): Thenable<string | undefined> {
  return vscode.window.showInformationMessage(withoutLinks(message), ...buttons);
}

export function warn(message: string, ...buttons: string[]): Thenable<string | undefined> {
  return vscode.window.showWarningMessage(withoutLinks(message), ...buttons);
}

export function fail(message: string, ...buttons: string[]): Thenable<string | undefined> {
  return vscode.window.showErrorMessage(withoutLinks(message), ...buttons);
}

/** Asks in a dialog; Cancel, which is always there, is `undefined`. */
export function ask(message: string, detail: string, ...buttons: string[]): Thenable<string | undefined> {
  const options = { modal: true, detail: withoutLinks(detail) };
  return vscode.window.showInformationMessage(withoutLinks(message), options, ...buttons);
}

/** The same before something is destroyed. */
export function askBeforeLoss(message: string, detail: string, ...buttons: string[]): Thenable<string | undefined> {
  const options = { modal: true, detail: withoutLinks(detail) };
  return vscode.window.showWarningMessage(withoutLinks(message), options, ...buttons);
}

/** Says for a few seconds, below, that something was done. */
export function mention(message: string): void {
  vscode.window.setStatusBarMessage(`$(check) ${escapeIcons(message)}`, 5_000);
}
