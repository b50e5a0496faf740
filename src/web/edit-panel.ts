/** A node opened for editing: its connections to cut, what each is worth, another activation, a connection more; and undo. */
import { ACTIVATIONS, type ActivationName } from "../genome/activation.js";
import type { Champion } from "../genome/champion.js";
import { firstHidden, firstOutput } from "../genome/genome.js";
import { type Labels, nodeActivation, nodeLabel } from "../report/labels.js";
import { button, element, field, select, setText, signed } from "./dom.js";
import { type Edited, withActivation, withConnection, withoutConnection } from "./edits.js";

/** What numbers on lines are, where all connections have one weight. */
const SIDE_BY_SIDE =
  "3 times: three connections side by side, each with the one number of all; below 0: by way of nodes that turn the sign.";

export interface EditOptions {
  readonly labels: Labels;
  /** Puts an edited network in the place of the one on show. */
  readonly edit: (champion: Champion) => void;
  /** A network's mean return over shared weights. */
  readonly meanReturn: (champion: Champion) => Promise<number>;
  /** Is told why something cannot be. */
  readonly failed: (error: unknown) => void;
}

export class EditPanel {
  readonly root = element("div", { class: "edit", hidden: true, "aria-label": "Edit a node", role: "group" });

  constructor(private readonly options: EditOptions) {}

  /** Shows a node of the network as it is drawn; nothing where there is none. */
  show(edited: Edited, id: number | undefined): void {
    this.root.hidden = id === undefined;
    if (id === undefined) return;
    const { drawn } = edited;
    const inputs = drawn.connections.filter(({ target, enabled }) => enabled && target === id);
    this.root.replaceChildren(
      element("h3", {}, `Edit ${nodeLabel(drawn, id, this.options.labels)}`),
      ...(inputs.some(({ weight }) => weight !== undefined) ? [element("p", { class: "muted" }, SIDE_BY_SIDE)] : []),
      ...inputs.map((each) => this.connection(edited, each)),
      ...this.activation(edited, id),
      ...(id >= firstOutput(drawn) ? [this.addition(edited, id)] : []),
    );
  }

  private connection(edited: Edited, connection: Edited["drawn"]["connections"][number]): HTMLElement {
    const { labels, edit, meanReturn, failed } = this.options;
    const name = nodeLabel(edited.drawn, connection.source, labels);
    const { weight } = connection;
    const text = weight === undefined ? `from ${name}` : `from ${name}, ${signed(weight)} times`;
    const worth = element("span", { class: "muted", role: "status" });
    const ask = async () => {
      setText(worth, "trying without it …");
      const without = withoutConnection(edited, connection);
      const [whole, cut] = await Promise.all([meanReturn(edited.champion), meanReturn(without)]);
      setText(worth, `without it the mean return goes from ${whole.toFixed(0)} to ${cut.toFixed(0)}`);
    };
    return element(
      "div",
      { class: "row" },
      element("span", {}, text),
      button("Cut", () => this.attempt(() => edit(withoutConnection(edited, connection))), {
        "aria-label": `Cut the connection ${text}`,
      }),
      button("Why does it need this one?", () => void ask().catch(failed)),
      worth,
    );
  }

  private activation(edited: Edited, id: number): HTMLElement[] {
    const { drawn, champion } = edited;
    if (drawn !== champion.genome || id < firstOutput(drawn)) return [];
    const names = ACTIVATIONS.map((name) => ({ value: name, text: name }));
    const chosen = select(names, nodeActivation(drawn, id));
    chosen.addEventListener("change", () =>
      this.options.edit(withActivation(edited, id, chosen.value as ActivationName)),
    );
    return [field("activation", chosen)];
  }

  private addition(edited: Edited, target: number): HTMLElement {
    const { drawn, champion } = edited;
    const taken = new Set(drawn.connections.filter((each) => each.target === target).map(({ source }) => source));
    const isOutput = (id: number) => id >= firstOutput(drawn) && id < firstHidden(drawn);
    const ids = [...drawn.activations.keys()].filter((id) => id !== target && !taken.has(id) && !isOutput(id));
    const sources = select(
      ids.map((id) => ({ value: String(id), text: nodeLabel(drawn, id, this.options.labels) })),
      "",
    );
    const add = (weight: number) => () =>
      this.attempt(() => this.options.edit(withConnection(edited, Number(sources.value), target, weight)));
    const buttons =
      drawn === champion.genome
        ? [button("Connect", add(1))]
        : [button("Connect +1", add(1)), button("Connect −1", add(-1))];
    return element("div", { class: "row" }, field("a connection from", sources), ...buttons);
  }

  private attempt(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.options.failed(error);
    }
  }
}
