/** A blow to what is on the scene: where the pointer hits, away from it; or by a button, from the left and from the right in turn. */
import type { Session } from "../evaluate/session.js";
import { button } from "./dom.js";
import type { Stage } from "./stage.js";

/** m/s that a blow changes. */
const BLOW = 2;

/** @returns the button. */
export function pushButton(stage: Stage, session: Session): HTMLButtonElement {
  let side = 1;
  stage.canvas.classList.add("pushable");
  stage.canvas.addEventListener("pointerdown", (event) => {
    const [x, y] = stage.awayFrom(event, "body");
    session.push(BLOW * x, BLOW * y);
  });
  return button("Push", () => {
    side = -side;
    session.push(BLOW * side, 0);
  });
}
