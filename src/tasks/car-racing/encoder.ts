/** The encoder that car racing is observed through, as a file. */
import { requireEncoder } from "../../vision/encoder-file.js";
import type { Asset } from "../task.js";
import { CAR_RACING } from "./task.js";

/** The encoder in the file at `url`. */
export function encoderAsset(url: URL): Asset {
  return {
    name: "encoder",
    url,
    read: (bytes, origin) => requireEncoder(bytes, CAR_RACING.inputLabels.length, origin),
  };
}
