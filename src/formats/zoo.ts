/**
 * The .wann.json files of the original's zoo (WANNTool/zoo, and the paper's page): a list of a network's weights, then the return it had with
 * them, and at times its spread. They hold no topology: that is in a .out file, whose connections, row by row, the weights are for. The
 * original's tools add a number to each weight, its game's weight_bias (WANNTool/config.py).
 */
import * as z from "zod";
import { requireShallow } from "../document.js";
import { schemaProblem } from "../schema-problem.js";
import { UserError } from "../user-error.js";
import type { Format } from "./format.js";

const number = z.number("expected a number");

const schema = z
  .tuple([z.array(number, "expected a list of weights").min(1, "expected a weight or more")], number, "expected a list")
  .transform(([weights, ...figures]) => ({ weights, figures }));

export const zoo: Format = {
  name: "zoo",
  title: "weights of the original's zoo (.wann.json)",
  extension: ".wann.json",
  drawing: false,
  reader: {
    namesTask: false,
    recognizes: (text) => /^\s*\[\s*\[/.test(text),
    read(text, origin, context) {
      const { weights, figures } = zooFile(text, origin);
      const { name, zooBias = 0 } = context.task();
      const { genome, file } = context.topology();
      const enabled = genome.connections.filter((connection) => connection.enabled);
      if (weights.length !== enabled.length) {
        throw new UserError(
          `${origin}: ${weights.length} weights: expected ${enabled.length}, one for each connection of ${file}`,
        );
      }
      const connections = enabled.map((connection, i) => ({ ...connection, weight: weights[i] + zooBias }));
      return {
        task: name,
        genome: { ...genome, connections },
        fingerprint: [],
        provenance: { file: origin, topology: file, published: figures },
      };
    },
  },
};

function zooFile(text: string, origin: string): z.output<typeof schema> {
  requireShallow(text, origin);
  let values: unknown;
  try {
    values = JSON.parse(text);
  } catch {
    throw new UserError(`${origin}: not JSON: expected ${zoo.title}`);
  }
  const { data, error } = schema.safeParse(values);
  if (error) throw new UserError(`${origin}: ${schemaProblem(error, values, zoo.title)}`);
  return data;
}
