/** Steps that follow each other, each asking one question, with a way back. */

/** Asks its question and says which step follows; `undefined` after the last one. */
export type Step<Asker> = (ask: Asker) => Promise<Step<Asker> | undefined>;

/** Thrown by a question whose answer was: go back. */
export class Back extends Error {}

/** Thrown by a question that the user left. */
export class Gone extends Error {}

/**
 * Goes from step to step. Returns whether the end was reached: `false` when the user left.
 *
 * `askerOf` makes what a step asks with, from the step's number, which begins at 1.
 */
export async function walk<Asker>(first: Step<Asker>, askerOf: (number: number) => Asker): Promise<boolean> {
  const passed: Step<Asker>[] = [];
  let step: Step<Asker> | undefined = first;
  while (step !== undefined) {
    try {
      const next: Step<Asker> | undefined = await step(askerOf(passed.length + 1));
      passed.push(step);
      step = next;
    } catch (error) {
      if (error instanceof Back) {
        step = passed.pop();
      } else if (error instanceof Gone) {
        return false;
      } else {
        throw error;
      }
    }
  }
  return true;
}
