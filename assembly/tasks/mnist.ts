/**
 * MNIST as the paper has it: 256 pixels, ten classes, the reward minus the mean cross-entropy of the softmax over a batch of
 * images (Gaier & Ha 2019, section 4.2).
 */
export default class Mnist {
  static readonly INPUTS: u32 = 256;
  static readonly OUTPUTS: u32 = 10;
  /** The return of a network that gives an output which is not finite. */
  static readonly WORST_RETURN: f64 = -1000;
}
