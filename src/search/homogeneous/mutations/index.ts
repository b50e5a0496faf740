/** The search's mutations, in the order in which chance goes through them. A new one is a file and a row here. */
import { addConnection } from "./add-connection.js";
import { addUnit } from "./add-unit.js";
import { changeWeight } from "./change-weight.js";
import { flipSign } from "./flip-sign.js";
import { removeConnection } from "./remove-connection.js";
import { rewireInput } from "./rewire-input.js";
import { splitConnection } from "./split-connection.js";

export const MUTATIONS = [
  addConnection,
  splitConnection,
  addUnit,
  changeWeight,
  flipSign,
  rewireInput,
  removeConnection,
] as const;
