/**
 * NumPy's SeedSequence for a 32-bit seed: spreads the seed over a pool of four words, from which generators take their
 * state. Source: M. E. O'Neill's seed_seq_fe as NumPy documents and fixes it (numpy.random.SeedSequence).
 */

const POOL_WORDS: u32 = 4;
const INIT_A: u32 = 0x43b0d7e5;
const MULTIPLIER_A: u32 = 0x931e8875;
const INIT_B: u32 = 0x8b51f9dd;
const MULTIPLIER_B: u32 = 0x58f38ded;
const MIX_LEFT: u32 = 0xca01f9dd;
const MIX_RIGHT: u32 = 0x4973f715;
const SHIFT: u32 = 16;

const pool: usize = memory.data(4 * 4);

let constant: u32 = 0;

function hash(word: u32): u32 {
  word ^= constant;
  constant *= MULTIPLIER_A;
  word *= constant;
  return word ^ (word >> SHIFT);
}

function mix(x: u32, y: u32): u32 {
  const mixed = x * MIX_LEFT - y * MIX_RIGHT;
  return mixed ^ (mixed >> SHIFT);
}

/** Fills the pool from `seed`. */
export function seedPool(seed: u32): void {
  constant = INIT_A;
  for (let i: u32 = 0; i < POOL_WORDS; i++) {
    store<u32>(pool + i * 4, hash(i == 0 ? seed : 0));
  }
  for (let from: u32 = 0; from < POOL_WORDS; from++) {
    for (let to: u32 = 0; to < POOL_WORDS; to++) {
      if (from == to) continue;
      const target = pool + to * 4;
      store<u32>(target, mix(load<u32>(target), hash(load<u32>(pool + from * 4))));
    }
  }
}

/** Writes `words` 32-bit words of state to `out` (NumPy's generate_state). */
export function generateState(out: usize, words: u32): void {
  let multiplier = INIT_B;
  for (let i: u32 = 0; i < words; i++) {
    let word = load<u32>(pool + (i % POOL_WORDS) * 4) ^ multiplier;
    multiplier *= MULTIPLIER_B;
    word *= multiplier;
    store<u32>(out + i * 4, word ^ (word >> SHIFT));
  }
}
