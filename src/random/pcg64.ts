/**
 * PCG64 (XSL-RR 128/64), seeded and used as NumPy's default generator is: the same numbers, bit for bit.
 * Sources: M. E. O'Neill, "PCG: A Family of Simple Fast Space-Efficient Statistically Good Algorithms for Random Number Generation"
 * (2014); her seed_seq_fe as NumPy's SeedSequence fixes it.
 */
import { standardNormal } from "./ziggurat.js";

const MASK_64 = (1n << 64n) - 1n;
const MASK_128 = (1n << 128n) - 1n;
const MULTIPLIER = (0x2360ed051fc65da4n << 64n) | 0x4385df649fccf645n;
/** 2⁻⁵³. */
const UNIT = 1.1102230246251565e-16;

export class Pcg64 {
  private state = 0n;
  private readonly increment: bigint;
  private spare: number | undefined;

  /** @param seed from 0 to 2³² − 1. */
  constructor(seed: number) {
    const words = seedWords(seed, 8);
    const wide = (at: number) => (BigInt(words[at + 1]) << 32n) | BigInt(words[at]);
    this.increment = ((((wide(4) << 64n) | wide(6)) << 1n) | 1n) & MASK_128;
    this.advance();
    this.state = (this.state + ((wide(0) << 64n) | wide(2))) & MASK_128;
    this.advance();
  }

  /** Uniform in [0, 1). */
  random(): number {
    return Number(this.next() >> 11n) * UNIT;
  }

  /** Uniform in [low, high). */
  uniform(low = 0, high = 1): number {
    return low + (high - low) * this.random();
  }

  /** A whole number in [low, high), by Lemire's method; high − low from 1 to 2³² − 1. */
  integers(low: number, high: number): number {
    const range = BigInt(high - low);
    if (range <= 1n) return low;
    const threshold = (1n << 32n) % range;
    for (;;) {
      const product = BigInt(this.word()) * range;
      if ((product & 0xffffffffn) >= threshold) return low + Number(product >> 32n);
    }
  }

  /** Normal: NumPy's numbers, those beyond 3.65 standard deviations to the last bit but two. */
  normal(mean = 0, sd = 1): number {
    return mean + sd * standardNormal(this);
  }

  private advance(): void {
    this.state = (this.state * MULTIPLIER + this.increment) & MASK_128;
  }

  /** 64 random bits. */
  next(): bigint {
    this.advance();
    const mixed = (this.state >> 64n) ^ (this.state & MASK_64);
    const turn = this.state >> 122n;
    return ((mixed >> turn) | (mixed << (64n - turn))) & MASK_64;
  }

  /** The low half of a 64-bit draw, then its high half. */
  private word(): number {
    if (this.spare !== undefined) {
      const word = this.spare;
      this.spare = undefined;
      return word;
    }
    const bits = this.next();
    this.spare = Number(bits >> 32n);
    return Number(bits & 0xffffffffn);
  }
}

const POOL_WORDS = 4;

/** NumPy's SeedSequence of a 32-bit seed: so many 32-bit words of state. */
function seedWords(seed: number, count: number): Uint32Array {
  let constant = 0x43b0d7e5;
  const hash = (word: number): number => {
    const mixed = word ^ constant;
    constant = Math.imul(constant, 0x931e8875);
    const product = Math.imul(mixed, constant);
    return product ^ (product >>> 16);
  };
  const mix = (x: number, y: number): number => {
    const mixed = (Math.imul(x, 0xca01f9dd) - Math.imul(y, 0x4973f715)) | 0;
    return mixed ^ (mixed >>> 16);
  };
  const pool = Array.from({ length: POOL_WORDS }, (_, i) => hash(i === 0 ? seed : 0));
  for (let from = 0; from < POOL_WORDS; from++) {
    for (let to = 0; to < POOL_WORDS; to++) if (from !== to) pool[to] = mix(pool[to], hash(pool[from]));
  }
  let multiplier = 0x8b51f9dd;
  return Uint32Array.from({ length: count }, (_, i) => {
    const mixed = pool[i % POOL_WORDS] ^ multiplier;
    multiplier = Math.imul(multiplier, 0x58f38ded);
    const product = Math.imul(mixed, multiplier);
    return product ^ (product >>> 16);
  });
}
