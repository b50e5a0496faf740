/** What the wasm of a task on the host exports besides. */
export { shapeOutside } from "../tasks/outside";
