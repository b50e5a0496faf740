/** A scene's caption: what it shows, and what it has earned. */
import { element } from "./dom.js";

export function scoreboard(text: string, unit: string, reward: HTMLElement): HTMLElement {
  const earned = element("span", {}, element("span", { class: "unit" }, unit), " ", reward);
  return element("figcaption", {}, element("span", {}, text), earned);
}
