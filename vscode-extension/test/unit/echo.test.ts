import assert from "node:assert/strict";
import { test } from "node:test";
import { Echo } from "../../src/logic/echo";

const SHOWN = Promise.resolve([{ name: "a" }]);
const same = (): Promise<unknown> => Promise.resolve([{ name: "a" }]);

test("what was changed here is not shown twice", async () => {
  const echo = new Echo();
  echo.changedHere();
  assert.equal(await echo.isAllThereIs(SHOWN, same), true);
});

test("what others change is always shown", async () => {
  const echo = new Echo();
  assert.equal(await echo.isAllThereIs(SHOWN, same), false);
  echo.changedHere();
  assert.equal(await echo.isAllThereIs(SHOWN, () => Promise.resolve([{ name: "b" }])), false);
  // one change here has one echo
  assert.equal(await echo.isAllThereIs(SHOWN, same), false);
});

test("where stacks are not shown, or cannot be listed, they are asked for again", async () => {
  const echo = new Echo();
  echo.changedHere();
  assert.equal(await echo.isAllThereIs(undefined, same), false);
  echo.changedHere();
  assert.equal(await echo.isAllThereIs(SHOWN, () => Promise.reject(new Error("gone"))), false);
});
