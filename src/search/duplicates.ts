/** Networks that behave alike: a mutation of something that plays no part makes its parent's double. */

interface Behaviour {
  /** The returns of the generation, of all networks for the same weights and seeds. */
  readonly returns: Float64Array;
  readonly connections: number;
}

/**
 * Whether each network is a duplicate: its returns equal another's to the last bit, and that other is smaller, or as small
 * and earlier.
 */
export function duplicates(networks: readonly Behaviour[]): boolean[] {
  const smallestFirst = networks.map((_, i) => i);
  smallestFirst.sort((a, b) => networks[a].connections - networks[b].connections || a - b);
  const originals = new Map<number, Float64Array[]>();
  const duplicate = networks.map(() => false);
  for (const i of smallestFirst) {
    const { returns } = networks[i];
    const sum = returns.reduce((total, value) => total + value, 0);
    const alike = originals.get(sum) ?? [];
    originals.set(sum, alike);
    duplicate[i] = alike.some((other) => other.every((value, at) => value === returns[at]));
    if (!duplicate[i]) alike.push(returns);
  }
  return duplicate;
}
