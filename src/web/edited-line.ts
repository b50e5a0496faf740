/** What an edit has changed, beside the weight's curve, and the way back. */
import { button, element, setText } from "./dom.js";
import type { WeightSlider } from "./weight-slider.js";

export function editedLine(
  slider: WeightSlider,
  { before, undo }: { readonly before: number | undefined; readonly undo: () => void },
): HTMLElement {
  const said = element("span", { role: "status" }, "Edited: measuring …");
  slider.onCurve = (after) => {
    if (after === undefined) return;
    const was = before === undefined ? "" : `; before the edit ${before.toFixed(0)}`;
    setText(said, `Edited: mean return over all weights ${after.toFixed(0)}${was}`);
  };
  return element("div", { class: "row" }, said, button("Undo", undo));
}
