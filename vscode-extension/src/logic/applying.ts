/** Applying a file: only ever the plan that the user has agreed to. */

import type { Plan } from "./results";

/** What is done with a plan. */
export type Agreement = "apply" | "activate";

export interface Steps {
  /** What there is to do now. */
  plan(): Promise<Plan>;
  /** Asks the user. `isNew`: they have agreed to an earlier plan, which does not hold any more. */
  agree(plan: Plan, isNew: boolean): Promise<Agreement | undefined>;
  /** Does what was agreed to. Raises an error with the code `store-changed` where that is another plan by now. */
  apply(plan: Plan, agreement: Agreement): Promise<Plan>;
}

export interface Applied {
  readonly plan: Plan;
  readonly activated: boolean;
}

/** Plans, asks and applies; once more where file or registry have changed while the user was thinking. */
export async function applyAgreed(steps: Steps): Promise<Applied | undefined> {
  for (let isNew = false; ; isNew = true) {
    const plan = await steps.plan();
    const agreement = await steps.agree(plan, isNew);
    if (agreement === undefined) {
      return undefined;
    }
    try {
      return { plan: await steps.apply(plan, agreement), activated: agreement === "activate" };
    } catch (error) {
      if (!isOutdated(error)) {
        throw error;
      }
    }
  }
}

function isOutdated(error: unknown): boolean {
  return error instanceof Error && (error as { code?: unknown }).code === "store-changed";
}
