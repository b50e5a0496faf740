/**
 * The contract of a task. A control task is one class, the default export of its file, laid over BYTES of memory
 * (`@unmanaged`: `changetype<usize>(this)` is where it begins) and compiled into a wasm of its own. It holds the state of LANES episodes
 * side by side; a *lane* is one of them. There is no base class, since AssemblyScript would make its calls virtual: the
 * compiler checks what the loop over lanes calls (core/lanes.ts).
 *
 * Values of all lanes lie in rows of f64, ROW_BYTES apart: row i, lane l is at base + i · ROW_BYTES + l · 8. `offset` is the place of
 * a vector of two lanes in a row: l · 8 for an even l.
 *
 * Facts, `static readonly`:
 *
 *     INPUTS        u32   numbers that a network observes, 1 to 1,024
 *     OUTPUTS       u32   numbers that it answers, 1 to 64
 *     STATE         u32   state variables that `state` gives; may be 0
 *     MAX_STEPS     u32   steps after which an episode is cut off
 *     TIME_STEP     f64   seconds that a step simulates
 *     WORST_RETURN  f64   the return of an episode with an output or a reward that is not finite
 *     BYTES         u32   memory of all lanes, a multiple of 16
 *     SAVED_BYTES   u32   (with save) the most that it writes; without save, the memory is rows of f64 alone, each with a value a lane
 *     SHARES_LANES  bool  (optional: false) the task costs more than its networks, so lanes of one call belong to many of them
 *
 *     INPUT_LABELS  string  (optional) what each input is, with commas between
 *     OUTPUT_LABELS string  (optional) what each output drives
 *     COMPARES      bool  (optional: false) the largest output is taken: their size means nothing
 *
 * Methods:
 *
 *     prepare(): i32                        empties all lanes; builds what they have in common. 0, or a status (core/status.ts)
 *     reset(lane: u32, seed: u32)           starts an episode: a function of the seed alone
 *     observe(inputs: usize, offset: u32)   writes the observations of two lanes into the rows at `inputs`
 *     simulate(outputs: usize, lanes: u32)  one step of the first `lanes` lanes with the actions in the rows at `outputs`
 *     reward(outputs: usize, offset: u32): v128   the rewards of that step, f64
 *     terminated(offset: u32): v128         all ones in the lanes whose episode the task has ended
 *     truncated(offset: u32): v128          (optional) the same where it has cut the episode off before MAX_STEPS
 *     copyLane(to: u32, from: u32)          copies all that a lane knows
 *     state(lane: u32, index: u32): f64     a state variable
 *     restore(lane: u32, state: usize)      (optional) starts an episode from STATE numbers, f64
 *     save(lane: u32, to: usize): u32       (optional) writes all that a lane knows, at most SAVED_BYTES; returns how many
 *     load(lane: u32, from: usize)          (with save) the other way
 *     resetOn(lane: u32, from: usize, count: u32)   (optional) starts an episode on a course of one's own: `count` numbers, f64
 *     push(lane: u32, x: f64, y: f64)       (optional) a blow: changes the velocity of the body by so much (m/s)
 *     draw(lane: u32)                       (optional) draws the episode: drawing.ts
 *
 * Lanes that have not begun, and those whose episode has ended, are observed and simulated with the others where a vector holds both:
 * that must not trap. A lane's numbers must not depend on its neighbours.
 *
 * Options, numbers that change the task (a schema on the host says what they mean, in the same order; of a task that has none there,
 * OPTION_LABELS says their keys: a letter, then letters and digits):
 *
 *     static readonly OPTIONS: u32
 *     OPTION_LABELS string  (optional) each one's key, with commas between
 *     static optionDefault(option: u32): f64         the value of reported figures
 *     static setOption(option: u32, value: f64)
 *
 * Assets, files that the task needs (an encoder):
 *
 *     static readonly ASSETS: u32
 *     static checkAsset(asset: u32, at: usize, bytes: u32): i32    0, or a status
 *     static assetScratch(asset: u32, at: usize): u32              bytes that it needs besides
 *     static openAsset(asset: u32, at: usize, scratch: usize)
 *
 * A task that observes pictures shows the last one:
 *
 *     static readonly PICTURE_SIDE: u32
 *     static picture(): usize                        i16 [row][column][colour], 0 to 255
 */
export { LANES, ROW_BYTES } from "../network/forward";
