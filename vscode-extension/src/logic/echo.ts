/**
 * Telling what somebody else has changed from what was changed here.
 *
 * Who changes stacks shows them anew at once; the server tells of the same change a little later.
 * Showing them again then would be in the user's way: VS Code gives a tree that is drawn anew its
 * focus back, which closes a list that has just opened.
 */
export class Echo {
  private isExpected = false;

  /** Something was changed here. */
  changedHere(): void {
    this.isExpected = true;
  }

  /** Whether what the server tells now is that change: `shown` is what is held now. Both are JSON. */
  async isAllThereIs(shown: Promise<unknown> | undefined, held: () => Promise<unknown>): Promise<boolean> {
    const isExpected = this.isExpected;
    this.isExpected = false;
    if (!isExpected || shown === undefined) {
      return false;
    }
    try {
      const [one, other] = await Promise.all([shown, held()]);
      return JSON.stringify(one) === JSON.stringify(other);
    } catch {
      return false;
    }
  }
}
