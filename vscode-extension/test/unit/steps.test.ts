import assert from "node:assert/strict";
import { test } from "node:test";
import { Back, Gone, walk, type Step } from "../../src/logic/steps";

type Asker = (question: string) => Promise<void>;

/** Walks through the questions a, b, c; returns what was asked at which number, and whether the end was reached. */
async function walked(...answers: ("on" | Error)[]): Promise<[string, boolean]> {
  const asked: string[] = [];
  const askerOf = (number: number): Asker => (question) => {
    asked.push(`${number}${question}`);
    const answer = answers.shift() ?? "on";
    return answer === "on" ? Promise.resolve() : Promise.reject(answer);
  };
  const step = (questions: string): Step<Asker> => async (ask) => {
    await ask(questions.charAt(0));
    return questions.length > 1 ? step(questions.slice(1)) : undefined;
  };
  const isAtEnd = await walk(step("abc"), askerOf);
  return [asked.join(" "), isAtEnd];
}

test("steps follow each other", async () => {
  assert.deepEqual(await walked(), ["1a 2b 3c", true]);
});

test("a way back leads to the question before, as often as one likes", async () => {
  assert.deepEqual(await walked("on", "on", new Back(), new Back()), ["1a 2b 3c 2b 1a 2b 3c", true]);
});

test("who leaves is let go, and a failure is told", async () => {
  assert.deepEqual(await walked("on", new Gone()), ["1a 2b", false]);
  await assert.rejects(walked("on", new Error("broken")), /broken/);
});
