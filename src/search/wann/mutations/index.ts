/** The search's mutations, in the order in which chance goes through them. A new one is a file and a row here. */
import { addConnection } from "./add-connection.js";
import { changeActivation } from "./change-activation.js";
import { disableConnection } from "./disable-connection.js";
import { enableConnection } from "./enable-connection.js";
import { insertNode } from "./insert-node.js";

export const MUTATIONS = [changeActivation, insertNode, addConnection, enableConnection, disableConnection] as const;
