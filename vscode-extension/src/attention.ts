/**
 * Whether the user is still waiting for what a command brings.
 *
 * A store may take seconds to answer. Who goes on typing meanwhile must not find the keyboard taken away by an
 * editor, or the next word given to a dialog as an answer. So what takes the keyboard is offered to them instead.
 */

import * as vscode from "vscode";
import { inform } from "./messages";

export class Attention implements vscode.Disposable {
  private moves = 0;
  private readonly subscription: vscode.Disposable;

  constructor() {
    this.subscription = vscode.Disposable.from(
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0 && document === vscode.window.activeTextEditor?.document) {
          this.moves++;
        }
      }),
      vscode.window.onDidChangeTextEditorSelection(({ kind }) => {
        // Not by the mouse: clicking is no typing, and what was clicked on to run the command counts as well.
        if (kind === vscode.TextEditorSelectionChangeKind.Keyboard) {
          this.moves++;
        }
      }),
    );
  }

  /** Called when somebody begins to wait. What is returned waits for them, should they have gone on to type since. */
  watch(): Turn {
    const before = this.moves;
    return {
      comes: async (what, button) => this.moves === before || (await inform(what, button)) === button,
    };
  }

  dispose(): void {
    this.subscription.dispose();
  }
}

/** The moment to take the keyboard. */
export interface Turn {
  /** Whether it comes: at once to who waits, else when they press `button` below `what`. */
  comes(what: string, button: string): Promise<boolean>;
}
