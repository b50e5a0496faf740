/** Protocol Buffers' wire format, as much of it as is written here (https://protobuf.dev/programming-guides/encoding). */

/** A message's bytes, field after field. */
export class Message {
  private readonly bytes: number[] = [];

  /** A whole number of 0 or more. */
  int(field: number, value: number): this {
    this.varint(field * 8);
    this.varint(value);
    return this;
  }

  text(field: number, value: string): this {
    return this.chunk(field, new TextEncoder().encode(value));
  }

  message(field: number, value: Message): this {
    return this.chunk(field, value.bytes);
  }

  chunk(field: number, value: ArrayLike<number>): this {
    this.varint(field * 8 + 2);
    this.varint(value.length);
    for (let i = 0; i < value.length; i++) this.bytes.push(value[i]);
    return this;
  }

  finish(): Uint8Array {
    return Uint8Array.from(this.bytes);
  }

  private varint(value: number): void {
    let rest = value;
    for (; rest > 127; rest = Math.floor(rest / 128)) this.bytes.push((rest % 128) + 128);
    this.bytes.push(rest);
  }
}
