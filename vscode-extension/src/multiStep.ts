/** Questions one after the other in the same place, with a button that leads back. */

import * as vscode from "vscode";
import * as steps from "./logic/steps";
import { withoutLinks } from "./logic/text";

export type Step = steps.Step<Asker>;

/**
 * Goes from step to step. Returns whether the end was reached: `false` when the user left.
 *
 * Each step asks exactly one question, so that a way back leads to the question before.
 */
export function inSteps(title: string, first: Step): Promise<boolean> {
  return steps.walk(first, (number) => new Asker(title, number));
}

export interface TextQuestion {
  readonly prompt: string;
  readonly value?: string;
  readonly placeholder?: string;
  readonly password?: boolean;
  /** What is wrong with an answer; `undefined` when nothing is. */
  readonly problem?: (answer: string) => string | undefined;
}

export interface PickQuestion<T> {
  readonly placeholder: string;
  readonly items: readonly T[];
  readonly active?: T | undefined;
}

/** Asks the question of one step. */
export class Asker {
  constructor(
    private readonly title: string,
    private readonly number: number,
  ) {}

  text(question: TextQuestion): Promise<string> {
    const box = vscode.window.createInputBox();
    box.prompt = withoutLinks(question.prompt);
    box.value = question.value ?? "";
    box.placeholder = question.placeholder;
    box.password = question.password ?? false;
    const problem = (): string | undefined => question.problem?.(box.value);
    const show = (found: string | undefined): void => {
      box.validationMessage = found === undefined ? undefined : withoutLinks(found);
    };
    const changed = box.onDidChangeValue(() => {
      // an empty box is a beginning, not a mistake; Enter still tells
      show(box.value === "" ? undefined : problem());
    });
    return this.answer<string>(box, (resolve) => {
      const found = problem();
      if (found === undefined) {
        resolve(box.value);
      } else {
        show(found);
      }
    }).finally(() => {
      changed.dispose();
    });
  }

  pick<T extends vscode.QuickPickItem>(question: PickQuestion<T>): Promise<T> {
    const box = this.list(question);
    if (question.active !== undefined) {
      box.activeItems = [question.active];
    }
    return this.answer<T>(box, (resolve) => {
      const chosen = box.selectedItems[0] ?? box.activeItems[0];
      if (chosen !== undefined) {
        resolve(chosen);
      }
    });
  }

  /** Any number of the items, none included; those that are `picked` are from the start. */
  pickMany<T extends vscode.QuickPickItem>(question: PickQuestion<T>): Promise<readonly T[]> {
    const box = this.list(question);
    box.canSelectMany = true;
    box.selectedItems = question.items.filter((item) => item.picked);
    return this.answer<readonly T[]>(box, (resolve) => resolve(box.selectedItems));
  }

  private list<T extends vscode.QuickPickItem>(question: PickQuestion<T>): vscode.QuickPick<T> {
    const box = vscode.window.createQuickPick<T>();
    box.placeholder = question.placeholder;
    box.items = question.items;
    box.matchOnDescription = true;
    box.matchOnDetail = true;
    return box;
  }

  private answer<T>(box: Box, accept: (resolve: (answer: T) => void) => void): Promise<T> {
    box.title = `${this.title} (${this.number})`;
    box.ignoreFocusOut = true;
    box.buttons = this.number > 1 ? [vscode.QuickInputButtons.Back] : [];
    return new Promise<T>((resolve, reject) => {
      box.onDidAccept(() => accept(resolve));
      box.onDidTriggerButton(() => reject(new steps.Back()));
      box.onDidHide(() => reject(new steps.Gone()));
      box.show();
    }).finally(() => {
      box.dispose();
    });
  }
}

/** What input boxes and lists have in common. */
interface Box extends vscode.QuickInput {
  buttons: readonly vscode.QuickInputButton[];
  readonly onDidAccept: vscode.Event<void>;
  readonly onDidTriggerButton: vscode.Event<vscode.QuickInputButton>;
}
