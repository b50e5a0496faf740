/** A canvas that shows a task's drawing; it knows no task and no physics. */
import type { Drawing, Role } from "../evaluate/drawing.js";
import type { PageView } from "../tasks/page-view.js";
import { onResize } from "./dom.js";

/** How a task's drawing is shown. */
export type Scene = Pick<PageView, "camera" | "palette">;

const LINE_WIDTHS: Partial<Record<Role, number>> = { ground: 3, sensor: 1, mark: 2 };
const OUTLINE = 1.5;
/** Pixels. */
const SMALL = 240;

export class Stage {
  private readonly context: CanvasRenderingContext2D;
  private colors: Record<string, string> = {};
  private latest: Drawing | undefined;
  private isSmall = false;

  /** @param signal ends its listening. */
  constructor(
    readonly canvas: HTMLCanvasElement,
    signal: AbortSignal,
    private readonly scene: Scene = {},
  ) {
    const context = canvas.getContext("2d");
    if (!context) throw new Error("this browser has no 2D canvas");
    this.context = context;
    this.readColors();
    for (const query of ["(prefers-color-scheme: dark)", "(forced-colors: active)"]) {
      const recolor = () => {
        this.readColors();
        this.repaint();
      };
      matchMedia(query).addEventListener("change", recolor, { signal });
    }
    onResize(canvas, signal, () => {
      this.readColors();
      this.isSmall = canvas.clientWidth < SMALL;
      canvas.width = Math.round(canvas.clientWidth * devicePixelRatio);
      canvas.height = Math.round(canvas.clientHeight * devicePixelRatio);
      this.repaint();
    });
  }

  paint(drawing: Drawing): void {
    this.latest = drawing;
    this.repaint();
  }

  private repaint(): void {
    if (!this.latest) return;
    const { context, canvas } = this;
    const { shapes } = this.latest;
    const view = this.viewOf(this.latest);
    const scale = Math.min(canvas.width / view.width, canvas.height / view.height);
    const left = (canvas.width - scale * view.width) / 2 - scale * view.left;
    // What room is left goes to the sky.
    const bottom = canvas.height + scale * view.bottom - (canvas.height - scale * view.height) / 2;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.lineJoin = "round";
    context.lineCap = "round";
    for (const { kind, role, points } of shapes) {
      const x = (i: number) => left + scale * points[2 * i];
      const y = (i: number) => bottom - scale * points[2 * i + 1];
      context.beginPath();
      if (kind === "circle") context.arc(x(0), y(0), scale * points[2], 0, 2 * Math.PI);
      else for (let i = 0; i < points.length / 2; i++) context.lineTo(x(i), y(i));
      const color = this.colors[role];
      if (color === "transparent") continue;
      context.globalAlpha = role === "sensor" ? 0.45 : 1;
      if (kind === "line") {
        context.lineWidth = (LINE_WIDTHS[role] ?? 2) * devicePixelRatio;
        context.strokeStyle = color;
        context.stroke();
        continue;
      }
      if (kind === "polygon") context.closePath();
      context.fillStyle = color;
      context.fill();
      if (role === "ground") continue;
      context.lineWidth = OUTLINE * devicePixelRatio;
      // Small scenes have no room for outlines: parts are drawn stouter there.
      context.strokeStyle = this.isSmall ? color : this.colors.card;
      context.stroke();
    }
    context.globalAlpha = 1;
  }

  /** The direction from a pointer to the middle of a part of the drawing, of length 1, y up. */
  awayFrom({ clientX, clientY }: PointerEvent, role: string): [x: number, y: number] {
    const { latest, canvas } = this;
    if (!latest) return [1, 0];
    const box = canvas.getBoundingClientRect();
    const view = this.viewOf(latest);
    const scale = Math.min(box.width / view.width, box.height / view.height);
    const [middleX, middleY] = middleOf(latest, role);
    const x = middleX - (view.left + view.width / 2 + (clientX - box.left - box.width / 2) / scale);
    const y = middleY - (view.bottom + view.height / 2 - (clientY - box.top - box.height / 2) / scale);
    const length = Math.hypot(x, y) || 1;
    return [x / length, y / length];
  }

  /** The part of a drawing that is shown: around the middle of what the camera follows, where there is a camera. */
  private viewOf(drawing: Drawing): Drawing["view"] {
    const { camera } = this.scene;
    if (!camera) return drawing.view;
    const [x, y] = middleOf(drawing, camera.follow);
    const { width } = camera;
    const height = (width * this.canvas.height) / Math.max(1, this.canvas.width);
    return { left: x - width / 2, bottom: y - height / 2, width, height };
  }

  private readColors(): void {
    const { canvas, scene } = this;
    const palette = matchMedia("(forced-colors: active)").matches ? {} : (scene.palette ?? {});
    for (const name of ["sky", "ground", "body", "near-limb", "far-limb", "joint", "sensor", "mark"] as const) {
      const color = palette[name];
      if (color === undefined) canvas.style.removeProperty(`--${name}`);
      else canvas.style.setProperty(`--${name}`, color);
    }
    canvas.classList.toggle("painted", palette.sky !== undefined);
    const style = getComputedStyle(canvas);
    for (const name of ["ground", "body", "near-limb", "far-limb", "joint", "sensor", "mark", "card"]) {
      this.colors[name] = style.getPropertyValue(`--${name}`);
    }
  }
}

/** The middle of a part of a drawing; of what is seen where there is no such part. */
function middleOf({ view, shapes }: Drawing, role: string): [x: number, y: number] {
  let [left, right, bottom, top] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const { points } of shapes.filter((shape) => shape.role === role)) {
    for (let i = 0; i < points.length; i += 2) {
      left = Math.min(left, points[i]);
      right = Math.max(right, points[i]);
      bottom = Math.min(bottom, points[i + 1]);
      top = Math.max(top, points[i + 1]);
    }
  }
  if (left > right) return [view.left + view.width / 2, view.bottom + view.height / 2];
  return [(left + right) / 2, (bottom + top) / 2];
}
