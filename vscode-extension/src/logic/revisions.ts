/**
 * Which revisions of the registry are new.
 *
 * The server numbers the states of the registry from 0 on, and names the number twice: in the answer to a change, and to
 * everybody in a notification, whichever comes first. Who shows stacks shows each state once: VS Code gives a tree that
 * is drawn anew its focus back, which closes a list that has just opened.
 */
export class Revisions {
  private latest = 0;

  /** Whether this one was not heard of before. */
  isNew(revision: number): boolean {
    const isNew = revision > this.latest;
    this.latest = Math.max(this.latest, revision);
    return isNew;
  }

  /** Another server counts from 0 again. */
  reset(): void {
    this.latest = 0;
  }
}
