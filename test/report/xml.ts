/** A strict reader for the XML that reports write: enough to tell well-formed from broken and to look at elements. */

export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** The text directly inside, with entities resolved. */
  text: string;
}

const TOKEN = /<(\/?)([A-Za-z]+)((?:\s+[A-Za-z:-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/y;
const ENTITIES: Record<string, string> = { lt: "<", gt: ">", amp: "&", quot: '"' };

/** All elements in document order. Throws where the text is not one well-formed element. */
export function parseXml(source: string): Element[] {
  const elements: Element[] = [];
  const open: Element[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(source);
    if (!match) throw new Error(`not well-formed at: ${source.slice(at, at + 60)}`);
    const [, closing, name, attributeText, selfClosing, text] = match;
    const parent = open.at(-1);
    if (text !== undefined) {
      if (!parent && text.trim() !== "") throw new Error(`text outside of the root: ${text}`);
      if (parent) parent.text += resolve(text);
    } else if (closing) {
      if (open.pop()?.name !== name) throw new Error(`</${name}> closes nothing`);
    } else {
      if (!parent && elements.length > 0) throw new Error(`a second root: ${name}`);
      const pairs = [...attributeText.matchAll(/([A-Za-z:-]+)="([^"]*)"/g)].map(([, key, value]) => [
        key,
        resolve(value),
      ]);
      if (new Set(pairs.map(([key]) => key)).size < pairs.length) throw new Error(`<${name}> has an attribute twice`);
      const element = { name, attributes: Object.fromEntries(pairs), text: "" };
      elements.push(element);
      if (!selfClosing) open.push(element);
    }
  }
  if (open.length > 0) throw new Error(`<${open[0].name}> is not closed`);
  return elements;
}

function resolve(text: string): string {
  return text.replace(/&(\w*)(;?)/g, (whole, name: string, end: string) => {
    if (!end || !(name in ENTITIES)) throw new Error(`a bare ampersand: ${whole}`);
    return ENTITIES[name];
  });
}
