/** An answer that is asked for once, and shared by everybody who wants it until it is forgotten. */
export class Remembered<T> {
  private asked: Promise<T> | undefined;

  constructor(private readonly ask: () => Promise<T>) {}

  /** What fails is asked for again the next time. */
  get(): Promise<T> {
    if (this.asked === undefined) {
      const asked = this.ask();
      this.asked = asked;
      asked.catch(() => {
        if (this.asked === asked) {
          this.asked = undefined;
        }
      });
    }
    return this.asked;
  }

  forget(): void {
    this.asked = undefined;
  }
}
