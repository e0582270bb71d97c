/** What is being worked on: who clicks again while it takes long is not served twice. */
export class Busy {
  private readonly keys = new Set<string>();

  has(key: string): boolean {
    return this.keys.has(key);
  }

  async during<T>(key: string, action: () => Promise<T>): Promise<T> {
    this.keys.add(key);
    try {
      return await action();
    } finally {
      this.keys.delete(key);
    }
  }
}
