/** The wasm of tasks whose world is on the host, in an expression that bundlers find. */
export const OUTSIDE_WASM = new URL("../../dist/wasm/outside.wasm", import.meta.url);
