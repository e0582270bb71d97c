/** Applying files: only ever the plan that the user has agreed to. */

/** What is done with the plan of a file. */
export type Agreement = "apply" | "activate";

export interface Steps<Plan, Agreed, Result> {
  /** What there is to do now. */
  plan(): Promise<Plan>;
  /** Asks the user. `isNew`: they have agreed to an earlier plan, which does not hold any more. */
  agree(plan: Plan, isNew: boolean): Promise<Agreed | undefined>;
  /** Does what was agreed to. Raises an error with the code `store-changed` where that is another plan by now. */
  apply(plan: Plan, agreement: Agreed): Promise<Result>;
}

export interface Applied<Agreed, Result> {
  readonly result: Result;
  readonly agreement: Agreed;
}

/** Plans, asks and applies; once more where file or registry have changed while the user was thinking. */
export async function applyAgreed<Plan, Agreed, Result>(steps: Steps<Plan, Agreed, Result>): Promise<Applied<Agreed, Result> | undefined> {
  for (let isNew = false; ; isNew = true) {
    const plan = await steps.plan();
    const agreement = await steps.agree(plan, isNew);
    if (agreement === undefined) {
      return undefined;
    }
    try {
      return { result: await steps.apply(plan, agreement), agreement };
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
