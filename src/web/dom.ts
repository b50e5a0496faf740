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
