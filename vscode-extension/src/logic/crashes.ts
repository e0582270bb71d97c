/** Counts crashes; says when restarting has stopped making sense. */
export class CrashGuard {
  private times: number[] = [];

  constructor(
    private readonly most: number,
    private readonly within: number,
    private readonly now: () => number = Date.now,
  ) {}

  /** Notes a crash. Returns whether another start is worth trying. */
  mayRestart(): boolean {
    const now = this.now();
    this.times = [...this.times.filter((time) => now - time < this.within), now];
    return this.times.length < this.most;
  }

  reset(): void {
    this.times = [];
  }
}
