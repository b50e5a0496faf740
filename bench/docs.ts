/** `npm run docs:pages`: writes the pages that the program itself says. */
import { writeFileSync } from "node:fs";
import { REFERENCE } from "./reference.js";

for (const [path, text] of Object.entries(REFERENCE)) writeFileSync(new URL(`../${path}`, import.meta.url), text());
