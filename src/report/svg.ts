/** What all SVG reports share: safe text, short numbers, and a sheet that looks the same on light and dark pages. */

const INK = "#2d3142";
export const MUTED_INK = "#6f7485";
export const HAIRLINE = "#e4e1d9";
export const PAPER = "#fdfcf9";

/** A number with at most two decimals. */
export function short(value: number): string {
  return String(Number(value.toFixed(2)));
}

/** Text for XML content and attributes; characters that XML cannot hold are dropped. */
export function escapeXml(text: string): string {
  return text
    .replace(/\p{Cs}|[\uFFFE\uFFFF]|[^\P{Cc}\t\n\r]/gu, "")
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/"/g, "&quot;");
}

/** About how wide a text is drawn: fonts differ, so this errs to the wide side. */
export function textWidth(text: string, size: number): number {
  return [...text].length * size * 0.57;
}

/** A text element at a point, with further attributes. */
export function svgText(text: string, x: number, y: number, attributes = ""): string {
  const more = attributes && ` ${attributes}`;
  return `<text x="${short(x)}" y="${short(y)}"${more}>${escapeXml(text)}</text>`;
}

/** A whole SVG document: the body on a rounded sheet of its own, named by `title` for those who cannot see it. */
export function svgSheet(title: string, width: number, height: number, body: readonly string[]): string {
  const [w, h] = [short(width), short(height)];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 ${w} ${h}" width="${w}" height="${h}" ` +
      `font-family="Inter, 'Helvetica Neue', Helvetica, Arial, 'DejaVu Sans', sans-serif" font-size="12" fill="${INK}">`,
    `<title>${escapeXml(title)}</title>`,
    `<rect x="0.5" y="0.5" width="${short(width - 1)}" height="${short(height - 1)}" rx="12" ` +
      `fill="${PAPER}" stroke="${HAIRLINE}"/>`,
    ...body,
    "</svg>",
    "",
  ].join("\n");
}
