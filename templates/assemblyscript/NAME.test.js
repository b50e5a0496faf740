import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { checkTask, fixedTopology, openSession, openTask } from "wann";

const file = fileURLToPath(new URL("NAME.wasm", import.meta.url));

test("is a task that a search can count on", async () => {
  const findings = await checkTask(file);
  assert.deepEqual(
    findings.filter(({ verdict }) => verdict !== "good"),
    [],
  );
});

test("a push to the right makes the cart faster to the right", async () => {
  const task = await openTask(file);
  const network = fixedTopology(task.inputs, [1], task.outputs, "linear");
  const session = await openSession(task, network, 1);
  const [, before] = session.reset(1);
  const [, after] = session.step([1]).observation;
  assert.ok(after > before);
});
