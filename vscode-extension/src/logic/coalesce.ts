/**
 * Runs a task on request, never twice at once.
 *
 * Requests that come close together, or while the task runs, lead to one further run.
 */
export class Coalescer {
  private running: Promise<void> | undefined;
  private again = false;
  private waiting: { promise: Promise<void>; resolve: () => void } | undefined;
  private timer: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(
    private readonly task: () => Promise<void>,
    private readonly delay: number,
  ) {}

  /** Resolves when a run that began after this request has ended; `delay` is how long to wait for further ones. */
  request(delay = this.delay): Promise<void> {
    if (this.closed) {
      return Promise.resolve();
    }
    this.waiting ??= deferred();
    if (this.running !== undefined) {
      this.again = true;
    } else {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => void this.run(), delay);
    }
    return this.waiting.promise;
  }

  /** No further runs; whoever waits is let go. */
  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
    this.waiting?.resolve();
    this.waiting = undefined;
  }

  private async run(): Promise<void> {
    const served = this.waiting;
    this.waiting = undefined;
    this.again = false;
    this.running = this.task().catch(() => undefined);
    await this.running;
    this.running = undefined;
    served?.resolve();
    if (this.hasNewRequests() && !this.closed) {
      void this.run();
    }
  }

  private hasNewRequests(): boolean {
    return this.again;
  }
}

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
