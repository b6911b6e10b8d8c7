/** One message to browsers. Its bytes are made once and shared by every line that gets it. */
export class Frame {
  readonly bytes: Buffer
  private event: Buffer | undefined

  constructor(
    text: string,
    readonly id?: string,
  ) {
    this.bytes = Buffer.from(text)
  }

  static of(message: { kind: string } & Record<string, unknown>): Frame {
    return new Frame(JSON.stringify(message))
  }

  /** The same as a server-sent event. */
  get eventBytes(): Buffer {
    this.event ??= Buffer.concat([Buffer.from(`${this.id ? `id: ${this.id}\n` : ''}data: `), this.bytes, Buffer.from('\n\n')])
    return this.event
  }
}
