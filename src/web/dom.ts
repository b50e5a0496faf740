/** Elements made in one expression. */

type Attributes = Readonly<Record<string, string | number | boolean>>;

/** An HTML element with attributes (true alone is set, false left out) and children. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  set(made, attributes);
  made.append(...children);
  return made;
}

/** The same for SVG. */
export function svg<Tag extends keyof SVGElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): SVGElementTagNameMap[Tag] {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  set(made, attributes);
  made.append(...children);
  return made;
}

export function set(made: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false) made.setAttribute(name, value === true ? "" : String(value));
  }
}

export function button(text: string, act: () => void, attributes: Attributes = {}): HTMLButtonElement {
  const made = element("button", { type: "button", ...attributes }, text);
  made.addEventListener("click", act);
  return made;
}

/** A button that stays pressed until it is pressed again. @param act is told whether it is. */
export function toggle(text: string, act: (on: boolean) => void): HTMLButtonElement {
  const made = button(
    text,
    () => {
      const on = made.getAttribute("aria-pressed") !== "true";
      set(made, { "aria-pressed": String(on) });
      act(on);
    },
    { "aria-pressed": "false" },
  );
  return made;
}

/** Buttons that are one stop of the Tab key, the first, which is never disabled: arrow keys go on from it (ARIA's toolbar). */
export function toolbar(label: string, ...buttons: readonly HTMLElement[]): HTMLElement {
  const bar = element("div", { class: "row", role: "toolbar", "aria-label": label }, ...buttons);
  for (const each of buttons.slice(1)) each.tabIndex = -1;
  bar.addEventListener("keydown", (event) => {
    const usable = buttons.filter((each) => !each.hidden && !each.matches(":disabled"));
    const at = usable.indexOf(event.target as HTMLElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: usable.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    usable[(to + usable.length) % usable.length].focus();
  });
  return bar;
}

/** Calls `act` now and whenever the size of `watched` changes, until `signal`. */
export function onResize(watched: Element, signal: AbortSignal, act: () => void): void {
  const observer = new ResizeObserver(act);
  observer.observe(watched);
  signal.addEventListener("abort", () => observer.disconnect());
}

/** A control with its label. */
export function field(label: string, control: HTMLElement): HTMLLabelElement {
  return element("label", { class: "field" }, label, control);
}

export function select(options: readonly { value: string; text: string }[], chosen: string): HTMLSelectElement {
  return element(
    "select",
    {},
    ...options.map(({ value, text }) => element("option", { value, selected: value === chosen }, text)),
  );
}

export function numberInput(value: number, least: number, most: number): HTMLInputElement {
  return element("input", { type: "number", value, min: least, max: most, step: 1, inputmode: "numeric" });
}

/** What a number input holds, brought into its limits; `otherwise` where it holds no number. */
export function wholeNumber(input: HTMLInputElement, otherwise: number): number {
  const value = Math.round(input.valueAsNumber);
  const fitting = Number.isFinite(value) ? Math.min(Number(input.max), Math.max(Number(input.min), value)) : otherwise;
  input.value = String(fitting);
  return fitting;
}

/** Lets the page answer and draw, in the midst of long work. */
export function breathe(): Promise<void> {
  return new Promise((resume) => setTimeout(resume));
}

/** A number with a minus sign for readers. */
export function signed(value: number, digits?: number): string {
  return (digits === undefined ? String(value) : value.toFixed(digits)).replace("-", "−");
}

/** A whole number with commas. Its thousands are found by hand: a browser's own formats take 40 ms to begin with. */
export function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** Sets a text that seldom changes from one frame to the next. */
export function setText(shown: Element, text: string): void {
  if (shown.textContent !== text) shown.textContent = text;
}

/** What screen readers are told: the last of the texts that came in a second, in the page's one live region. */
export function announce(text: string): void {
  clearTimeout(announcing);
  announcing = setTimeout(() => {
    const region = document.getElementById("status");
    if (region && region.textContent !== text) region.textContent = text;
  }, 1000);
}

let announcing: ReturnType<typeof setTimeout> | undefined;
