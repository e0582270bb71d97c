import assert from "node:assert/strict";
import { test } from "node:test";
import { Busy } from "../../src/logic/busy";

test("something is busy as long as it is worked on, whatever comes of it", async () => {
  const busy = new Busy();
  let end: (error?: Error) => void = () => undefined;
  const work = busy.during("a", () => new Promise<void>((resolve, reject) => (end = (error) => (error === undefined ? resolve() : reject(error)))));
  assert.equal(busy.has("a"), true);
  assert.equal(busy.has("b"), false);
  end(new Error("refused"));
  await assert.rejects(work, /refused/);
  assert.equal(busy.has("a"), false);
  assert.equal(await busy.during("a", () => Promise.resolve(3)), 3);
  assert.equal(busy.has("a"), false);
});
