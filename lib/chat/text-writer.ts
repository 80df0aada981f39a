import { TEXT_FLUSH_MS } from "./constants.ts";

/**
 * Gathers the pieces a model streams and writes them in portions: the first at once, the following about every
 * TEXT_FLUSH_MS, one write at a time. A character is never cut in two.
 */
export class TextWriter {
  private readonly write: (text: string) => Promise<void>;
  private readonly onError: () => void;
  private pending = "";
  private all = "";
  private writing: Promise<void> | null = null;
  private error: unknown = null;
  private hurry: () => void = () => {};

  constructor(write: (text: string) => Promise<void>, onError: () => void) {
    this.write = write;
    this.onError = onError;
  }

  /** Everything that was said, written or not. */
  get text(): string {
    return this.all;
  }

  add(piece: string): void {
    this.all += piece;
    this.pending += piece;
    if (this.writing) return;
    const portion = this.take();
    if (portion) this.writing = this.writeOn(portion);
  }

  /**
   * Resolves when all portions begun are written; what is still pending then is dropped, or written too if `rest`.
   * @throws what a write threw
   */
  async end({ rest }: { rest: boolean }): Promise<void> {
    const last = rest ? this.pending : "";
    this.pending = "";
    this.hurry();
    await this.writing;
    if (this.error) throw this.error;
    if (last) await this.write(last);
  }

  private async writeOn(first: string): Promise<void> {
    try {
      for (let portion = first; portion; portion = this.take()) {
        await this.write(portion);
        await this.pause();
      }
    } catch (error) {
      this.error = error;
      this.onError();
    } finally {
      this.writing = null;
    }
  }

  private pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, TEXT_FLUSH_MS);
      this.hurry = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  private take(): string {
    const end = /[\uD800-\uDBFF]$/.test(this.pending) ? this.pending.length - 1 : this.pending.length;
    const portion = this.pending.slice(0, end);
    this.pending = this.pending.slice(end);
    return portion;
  }
}
