/** Questions one after the other in the same place, with a button that leads back. */

import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import * as steps from "./logic/steps";
import { withoutLinks } from "./logic/text";
import { fail } from "./messages";

export type Step = steps.Step<Asker>;

/**
 * Goes from step to step. Returns whether the end was reached: `false` when the user left.
 *
 * Each step asks exactly one question, so that a way back leads to the question before. The title is asked for anew
 * for each: it may say what was answered so far.
 */
export async function inSteps(title: () => string, first: Step): Promise<boolean> {
  const place = new Place();
  try {
    return (await steps.walk(first, (number) => new Asker(title(), number, place))) && !place.isLeft;
  } finally {
    place.clear();
  }
}

/**
 * Sends what was answered in steps. What was typed is not lost where it is refused: the steps from `first` on can be
 * gone through again. Returns whether it was accepted.
 */
export async function sendAnswers(title: string, first: Step | undefined, send: () => Promise<unknown>): Promise<boolean> {
  const again = l10n.t("Edit Values…");
  for (;;) {
    try {
      await send();
      return true;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const answer = await fail(`Stackls: ${message}`, ...(first === undefined ? [] : [again]));
      if (answer === undefined || first === undefined || !(await inSteps(() => title, first))) {
        return false;
      }
    }
  }
}

/**
 * Where the questions are asked. The box of a question that is answered stays until the next one takes its place,
 * which may have to wait for the server: what is typed meanwhile must not land in an editor.
 */
class Place {
  private box: vscode.QuickInput | undefined;
  private left = false;

  /** Whether the user has gone while nothing was asked. */
  get isLeft(): boolean {
    return this.left;
  }

  /** Keeps a box, whose question is answered. */
  keep(box: vscode.QuickInput): void {
    box.busy = true;
    box.enabled = false;
    this.box = box;
    box.onDidHide(() => {
      if (this.box === box) {
        this.left = true;
      }
    });
  }

  /** Shows the box of the next question in the place of the one before. */
  show(box: vscode.QuickInput): void {
    const { box: before } = this;
    this.box = undefined;
    box.show();
    before?.dispose();
  }

  clear(): void {
    const { box } = this;
    this.box = undefined;
    box?.dispose();
  }
}

export interface TextQuestion {
  readonly prompt: string;
  readonly value?: string;
  readonly placeholder?: string;
  readonly password?: boolean;
  /** What is wrong with an answer; `undefined` when nothing is. */
  readonly problem?: (answer: string) => string | undefined;
  /** The same, where that takes asking somebody: only of the answer that is given. */
  readonly check?: (answer: string) => Promise<string | undefined>;
}

export interface PickQuestion<T> {
  readonly placeholder: string;
  /** May have to be waited for; the list is there at once. */
  readonly items: readonly T[] | Promise<readonly T[]>;
  readonly isActive?: (item: T) => boolean;
}

/** Asks the question of one step. */
export class Asker {
  constructor(
    private readonly title: string,
    private readonly number: number,
    private readonly place: Place,
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
    const accept = async (resolve: (answer: string) => void): Promise<void> => {
      const { value } = box;
      const isAsked = question.check !== undefined && problem() === undefined;
      box.busy = isAsked;
      const found = isAsked ? await question.check(value) : problem();
      box.busy = false;
      if (box.value !== value) {
        return; // it was typed on meanwhile
      }
      if (found === undefined) {
        resolve(value);
      } else {
        show(found);
      }
    };
    return this.answer<string>(box, Promise.resolve(), (resolve) => void accept(resolve)).finally(() => {
      changed.dispose();
    });
  }

  pick<T extends vscode.QuickPickItem>(question: PickQuestion<T>): Promise<T> {
    const box = this.list<T>(question.placeholder);
    const filled = fill(box, question.items, (items) => {
      const active = items.find((item) => question.isActive?.(item));
      if (active !== undefined) {
        box.activeItems = [active];
      }
    });
    return this.answer<T>(box, filled, (resolve) => {
      const chosen = box.selectedItems[0] ?? box.activeItems[0];
      if (chosen !== undefined) {
        resolve(chosen);
      }
    });
  }

  /** Any number of the items, none included; those that are `picked` are from the start. */
  pickMany<T extends vscode.QuickPickItem>(question: PickQuestion<T>): Promise<readonly T[]> {
    const box = this.list<T>(question.placeholder);
    box.canSelectMany = true;
    const filled = fill(box, question.items, (items) => {
      box.selectedItems = items.filter((item) => item.picked);
    });
    return this.answer<readonly T[]>(box, filled, (resolve) => {
      if (!box.busy) {
        resolve(box.selectedItems);
      }
    });
  }

  private list<T extends vscode.QuickPickItem>(placeholder: string): vscode.QuickPick<T> {
    const box = vscode.window.createQuickPick<T>();
    box.placeholder = placeholder;
    box.matchOnDescription = true;
    box.matchOnDetail = true;
    return box;
  }

  /** `filled` fails where there is nothing to choose from. */
  private answer<T>(box: Box, filled: Promise<void>, accept: (resolve: (answer: T) => void) => void): Promise<T> {
    box.title = `${this.title} (${this.number})`;
    box.ignoreFocusOut = true;
    box.buttons = this.number > 1 ? [vscode.QuickInputButtons.Back] : [];
    return new Promise<T>((resolve, reject) => {
      filled.catch(reject);
      if (this.place.isLeft) {
        reject(new steps.Gone());
        return;
      }
      box.onDidAccept(() => accept(resolve));
      box.onDidTriggerButton(() => reject(new steps.Back()));
      box.onDidHide(() => reject(new steps.Gone()));
      this.place.show(box);
    }).then(
      (answer) => {
        this.place.keep(box);
        return answer;
      },
      (reason: unknown) => {
        if (reason instanceof steps.Back) {
          this.place.keep(box);
        } else {
          box.dispose();
        }
        throw reason;
      },
    );
  }
}

/** Puts items into a list as soon as they are there; `then` is what to do next. */
async function fill<T extends vscode.QuickPickItem>(
  box: vscode.QuickPick<T>,
  items: readonly T[] | Promise<readonly T[]>,
  then: (items: readonly T[]) => void,
): Promise<void> {
  if (items instanceof Promise) {
    box.busy = true;
    items = await items;
    box.busy = false;
  }
  box.items = items;
  then(items);
}

/** What input boxes and lists have in common. */
interface Box extends vscode.QuickInput {
  buttons: readonly vscode.QuickInputButton[];
  readonly onDidAccept: vscode.Event<void>;
  readonly onDidTriggerButton: vscode.Event<vscode.QuickInputButton>;
}
