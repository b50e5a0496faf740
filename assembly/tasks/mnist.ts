/**
 * MNIST as the paper has it: 256 pixels, ten classes, the reward minus the mean cross-entropy of the softmax over a batch of
 * images (Gaier & Ha 2019, section 4.2).
 */
export const MNIST_INPUTS: u32 = 256;
export const MNIST_OUTPUTS: u32 = 10;

/** What a network scores that gives an output which is no finite number. */
export const MNIST_WORST_RETURN: f64 = -1000;
