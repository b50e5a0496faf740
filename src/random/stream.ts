/**
 * The host's random numbers. Every draw comes from a stream addressed by (seed, purpose, generation, index), so that no
 * draw depends on how many were made elsewhere, and a resumed run needs no generator state.
 *
 * The generator is C. Doty-Humphrey's sfc32 (PractRand): integer arithmetic only, the same in every engine.
 */

/** What a stream is for. The numbers are part of every run's identity and never change meaning. */
export const Purpose = {
  initialize: 1,
  objectives: 2,
  vary: 3,
  episodes: 4,
  sharedWeights: 5,
  confirm: 6,
  randomWeights: 7,
  randomSharedWeight: 8,
  tuneSharedWeight: 9,
  tuneWeights: 10,
  tuneEpisodes: 11,
  tuneConfirm: 12,
  batch: 13,
  finalWeights: 14,
  finalEpisodes: 15,
  drives: 16,
  vaeWeights: 17,
  vaeOrder: 18,
  vaeNoise: 19,
  initialWeights: 20,
  initialEpisodes: 21,
  confirmWeights: 22,
} as const;

export type Purpose = (typeof Purpose)[keyof typeof Purpose];

export class Stream {
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;

  constructor(seed: number, purpose: Purpose, generation = 0, index = 0) {
    this.a = seed | 0;
    this.b = scramble(generation ^ (purpose << 24));
    this.c = scramble(index + 0x9e3779b9);
    for (let i = 0; i < 15; i++) this.uint32();
  }

  /** An integer in [0, 2³²). */
  uint32(): number {
    const sum = (((this.a + this.b) | 0) + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** An integer in [0, bound), 1 ≤ bound ≤ 2³², without bias. */
  integer(bound: number): number {
    const limit = 0x100000000 - (0x100000000 % bound);
    for (;;) {
      const draw = this.uint32();
      if (draw < limit) return draw % bound;
    }
  }

  /** A number in [0, 1), a multiple of 2⁻³². */
  unit(): number {
    return this.uint32() / 0x100000000;
  }

  /** A number in [0, 1) with a full mantissa: a multiple of 2⁻⁵³. */
  fraction(): number {
    const high = this.uint32() >>> 5;
    return (high * 0x4000000 + (this.uint32() >>> 6)) / 0x20000000000000;
  }

  /** A number in [low, high). */
  uniform(low: number, high: number): number {
    return low + (high - low) * this.unit();
  }

  /** An episode seed for search and tuning, in [2³¹, 2³²); reported figures use seeds below. */
  episodeSeed(): number {
    return 0x80000000 + (this.uint32() >>> 1);
  }
}

/** MurmurHash3's finalizer: spreads neighbouring addresses over all bits. */
function scramble(word: number): number {
  let h = word | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
