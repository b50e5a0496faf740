/**
 * What a build does: the digest of a few fixed rollouts. Two builds with the same digest are taken to run the same; their bytes may
 * differ.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { ACTIVATIONS, activationId } from "../genome/activation.js";
import type { Connection, Genome } from "../genome/genome.js";
import { pack } from "../network/pack.js";
import type { Task } from "../tasks/registry.js";
import type { Outcome, Plan } from "./evaluator.js";
import type { Kernel } from "./kernel.js";

const NETWORKS = 8;
const WEIGHTS = [-1.3, 0.7];
const SEEDS = [0, 1, 2, 3];
/** Steps without a new high after which a rollout is cut off: it is to be short. */
const PATIENCE = 6;
/** Hidden nodes of the network: one of each activation. */
const HIDDEN = ACTIVATIONS.length;

/** SHA-256, in hex, of the returns and steps of 64 short rollouts. */
export function behaviourOf(kernel: Kernel, task: Task): string {
  const { networks, plan } = behaviourSample(task);
  return behaviourDigest(kernel.evaluateAll(networks, plan));
}

/** The rollouts: for whoever runs them elsewhere. */
export function behaviourSample(task: Task): { readonly networks: readonly Uint32Array[]; readonly plan: Plan } {
  const networks = Array.from({ length: NETWORKS }, (_, i) => pack(sample(task, i)).words);
  const episodes = WEIGHTS.length * SEEDS.length;
  const plan: Plan = {
    individual: false,
    weights: Float64Array.from({ length: episodes }, (_, i) => WEIGHTS[Math.floor(i / SEEDS.length)]),
    seeds: Uint32Array.from({ length: episodes }, (_, i) => SEEDS[i % SEEDS.length]),
    patience: PATIENCE,
  };
  return { networks, plan };
}

/** The digest of what they gave. */
export function behaviourDigest({ returns, steps }: Outcome): string {
  const hash = sha256.create();
  for (const { buffer, byteOffset, byteLength } of [returns, steps]) {
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  }
  return bytesToHex(hash.digest());
}

/** A network with every activation, some connections of a fixed pattern, and another pattern for each `number`. */
function sample({ inputs, outputs, outputActivation }: Task, number: number): Genome {
  const firstHidden = 1 + inputs + outputs;
  const connections: Connection[] = [];
  const connect = (source: number, target: number) => connections.push({ source, target, enabled: true });
  for (let k = 0; k < HIDDEN; k++) {
    const hidden = firstHidden + k;
    for (let j = 0; j < 3; j++) connect((5 * k + 7 * j + number * (j + 1)) % (inputs + 1), hidden);
    if (k > 0 && (k + number) % 2 === 0) connect(hidden - 1, hidden);
    connect(hidden, inputs + 1 + ((k + number) % outputs));
  }
  const activations = [
    ...Array<number>(inputs + 1).fill(activationId("linear")),
    ...Array<number>(outputs).fill(activationId(outputActivation)),
    ...ACTIVATIONS.map((_, k) => activationId(ACTIVATIONS[(k + number) % HIDDEN])),
  ];
  const known = new Set<number>();
  const once = connections.filter(({ source, target }) => {
    const key = source * activations.length + target;
    return !known.has(key) && known.add(key);
  });
  return { inputs, outputs, activations, connections: once };
}
