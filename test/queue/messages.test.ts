import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Outcome, Plan } from "../../src/evaluate/evaluator.js";
import {
  answerBytes,
  MAX_JOB_BYTES,
  type MalformedAnswer,
  printable,
  readAnswer,
  readJob,
  readTicket,
  writeAnswer,
  writeJob,
} from "../../src/evaluate/queue/messages.js";
import { fixedTopology } from "../../src/genome/fixed-topology.js";
import { pack } from "../../src/network/pack.js";
import { crossPlan } from "../../src/search/episodes.js";
import { taskNamed } from "../../src/tasks/registry.js";

const NETWORK = pack(fixedTopology(5, [5, 5], 1, "tanh")).words;
const PLAN = crossPlan([-1, 1.5], [7, 2 ** 32 - 1]);
const TICKET = { run: "0123456789abcdef".repeat(2), name: "01234567-12", task: "mnist", images: "0f".repeat(32) };

/** With the seal that fits what is before it. */
function sealed(message: Buffer): Buffer {
  const content = message.subarray(0, -16);
  return Buffer.concat([content, createHash("sha256").update(content).digest().subarray(0, 16)]);
}

/** With a bit changed that is drawn. */
function damaged(message: Buffer): fc.Arbitrary<Buffer> {
  return fc.tuple(fc.nat(message.length - 1), fc.nat(7)).map(([at, bit]) => {
    const other = Buffer.from(message);
    other[at] ^= 1 << bit;
    return other;
  });
}

describe("a job", () => {
  const individual: Plan = {
    individual: true,
    weights: Float64Array.from({ length: 2 * NETWORK[5] }, (_, i) => Math.sin(i)),
    seeds: Uint32Array.of(1, 2),
    patience: 100,
    forecast: true,
    taskOptions: [0, -2.5],
  };

  it.each<[string, Plan, object]>([
    ["shared weights", PLAN, { patience: 0, forecast: false }],
    ["individual weights and all settings", individual, {}],
    ["no options, which is not the same as those of reported figures", { ...individual, taskOptions: [] }, {}],
  ])("comes through with %s", (_, plan, defaults) => {
    const networks = [NETWORK, NETWORK];
    expect(readJob(writeJob(networks, plan))).toEqual({ networks, plan: { ...defaults, ...plan } });
  });

  it("is as large as its numbers", () => {
    const bytes = 32 + 4 * 8 + 4 * 4 + 4 + NETWORK.byteLength + 16;
    expect(writeJob([NETWORK], PLAN)).toHaveLength(bytes);
    expect(writeJob([NETWORK], { ...PLAN, taskOptions: [1, 2] })).toHaveLength(bytes + 2 * 8);
  });

  it("is not written where workers would refuse it for its size", () => {
    const { seeds } = crossPlan([1], Array(MAX_JOB_BYTES / 8));
    const large = { individual: false, weights: new Float64Array(seeds.length), seeds };
    expect(() => writeJob([NETWORK], large)).toThrow(`a job of 50332096 bytes: expected at most ${MAX_JOB_BYTES}`);
  });

  /** The job of NETWORK and PLAN with other words: magic, version, networks, episodes, weights, flags, patience, options. */
  function changed(...changes: [number, number][]): Buffer {
    const job = writeJob([NETWORK], PLAN);
    for (const [word, value] of changes) job.writeUInt32LE(value, word * 4);
    return sealed(job);
  }
  const LENGTHS = 8 + 4 * 2 + 4;

  it.each<[string, Buffer]>([
    ["0 bytes", Buffer.alloc(0)],
    ["47 bytes", Buffer.alloc(47)],
    [`${MAX_JOB_BYTES + 1} bytes`, Buffer.alloc(MAX_JOB_BYTES + 1)],
    ["not one of this version", changed([0, 1])],
    ["not one of this version", changed([1, 2])],
    ["damaged", writeJob([NETWORK], PLAN).fill(1, 40, 41)],
    ["damaged", writeJob([NETWORK], PLAN).subarray(0, -1)],
    ["0 networks of 4 episodes", changed([2, 0])],
    ["4294967295 networks of 4294967295 episodes", changed([2, 2 ** 32 - 1], [3, 2 ** 32 - 1])],
    ["262145 networks of 4 episodes", changed([2, 262145])],
    ["flags 8", changed([5, 8])],
    ["1 options", changed([7, 1])],
    ["65 options", changed([5, 4], [7, 65])],
    ["cut short", changed([5, 4], [7, 64])],
    ["cut short", changed([2, 1000])],
    ["cut short", changed([4, 2 ** 32 - 1], [5, 1])],
    ["an option is no finite number", writeJob([NETWORK], { ...PLAN, taskOptions: [1, Number.NaN] })],
    ["a weight is no finite number", changed([9, 0x7ff00000])],
    ["0 shared weights an episode", changed([4, 0])],
    ["a network of 4294967295 words", changed([LENGTHS, 2 ** 32 - 1])],
    ["a network of 5 words", changed([LENGTHS, 5])],
    ["bytes left over", changed([LENGTHS, NETWORK.length - 1])],
    ["a network of 65537 nodes", changed([LENGTHS + 1 + 4, 65537])],
  ])("is refused: %s", (problem, job) => {
    expect(() => readJob(job)).toThrow(RangeError);
    expect(() => readJob(job)).toThrow(`malformed job: ${problem}`);
  });

  it("is refused with a RangeError, or read, whatever bytes it is of", () => {
    const job = writeJob([NETWORK, NETWORK], { ...PLAN, taskOptions: [1] });
    const change = fc.tuple(fc.nat(job.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1 }), fc.nat(job.length), (changes, length) => {
        const other = Buffer.from(job.subarray(0, length));
        for (const [at, byte] of changes) if (at < length) other[at] = byte;
        for (const received of [other, sealed(other)]) {
          try {
            readJob(received);
          } catch (error) {
            expect(error).toBeInstanceOf(RangeError);
          }
        }
      }),
    );
  });

  it("is refused with any bit changed", () => {
    fc.assert(
      fc.property(damaged(writeJob([NETWORK], PLAN)), (job) => {
        expect(() => readJob(job)).toThrow(/^malformed job: (damaged|not one of this version)$/);
      }),
    );
  });
});

describe("a ticket", () => {
  it("comes through", () => {
    expect(readTicket(TICKET)).toEqual({ ...TICKET, task: taskNamed("mnist") });
  });

  it.each<[string, unknown]>([
    ["ticket: ", undefined],
    ["ticket: ", "a string"],
    ["run: ", { ...TICKET, run: "jobs:*" }],
    ["name: ", { ...TICKET, name: "01234567-12\n" }],
    ["name: ", { ...TICKET, name: "0123456789" }],
    ["task: ", { ...TICKET, task: "constructor" }],
    ["images: ", { ...TICKET, images: 1 }],
    ["ticket: ", { ...TICKET, more: 1 }],
  ])("is refused: %s", (problem, data) => {
    expect(() => readTicket(data)).toThrow(RangeError);
    expect(() => readTicket(data)).toThrow(problem);
  });
});

describe("an answer", () => {
  const outcome: Outcome = { returns: Float64Array.of(-1.5, 1e300), steps: Uint32Array.of(3, 1000), nonFinite: 1 };
  const answer = { outcome, ms: 12.5, worker: "0123456789abcdef".repeat(2) };
  const written = writeAnswer(answer);

  it("comes through, in as many bytes as its job lets expect", () => {
    expect(written).toHaveLength(answerBytes(2));
    expect(readAnswer(written, 2)).toEqual(answer);
  });

  /** What is said of the answer with other bytes, sealed, and of whom. */
  function problemWith(change: (bytes: Buffer) => void): { message: string; worker: string | undefined } {
    const other = Buffer.from(written);
    change(other);
    try {
      readAnswer(sealed(other), 2);
    } catch (error) {
      const { message, worker } = error as MalformedAnswer;
      return { message, worker };
    }
    throw new Error("it was read");
  }

  it("is refused where it is of another length, kind or number of rollouts", () => {
    expect(() => readAnswer(written.subarray(1), 2)).toThrow(/^malformed answer: 79 bytes$/);
    expect(() => readAnswer(written, 3)).toThrow(/^malformed answer: 80 bytes$/);
    for (const word of [0, 1]) {
      const message = "malformed answer: not one of this version";
      expect(problemWith((bytes) => bytes.writeUInt32LE(1, 4 * word))).toEqual({ message, worker: undefined });
    }
    expect(problemWith((bytes) => bytes.writeUInt32LE(1, 8)).message).toBe(
      "malformed answer: 1 of 1 rollouts not finite",
    );
    expect(problemWith((bytes) => bytes.writeUInt32LE(3, 12)).message).toBe(
      "malformed answer: 3 of 2 rollouts not finite",
    );
    expect(problemWith((bytes) => bytes.writeDoubleLE(-1, 32)).message).toBe("malformed answer: -1 ms");
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    "is refused with a return of %d, which names the worker",
    (value) => {
      const { worker } = answer;
      const message = `malformed answer: return 1 is ${value}`;
      expect(problemWith((bytes) => bytes.writeDoubleLE(value, 48))).toEqual({ message, worker });
    },
  );

  it("is refused with any bit changed", () => {
    fc.assert(
      fc.property(damaged(written), (answer) => {
        expect(() => readAnswer(answer, 2)).toThrow(/^malformed answer: (damaged|not one of this version)$/);
      }),
    );
  });
});

it("what was received is printed in a short line", () => {
  expect(printable(`a\u001b[31m\n${"b".repeat(1000)}`)).toBe(`a?[31m?${"b".repeat(193)}`);
});
