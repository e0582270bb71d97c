/** Commands on the stack file in the active editor. */

import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { applyAgreed, type Agreement, type Applied } from "../logic/applying";
import { Busy } from "../logic/busy";
import { describeConflicts, listSteps, questionAbout, summarizeDone } from "../logic/plans";
import type { Plan } from "../logic/results";
import { ask, inform, warn } from "../messages";
import { openDocument } from "../newDocuments";
import { nameIn, register, requireTrust, withCancel, withProgress, type Surroundings } from "./shared";

export function fileCommands(around: Surroundings): vscode.Disposable[] {
  const busy = new Busy();
  const apply = (argument: unknown): Promise<void> => applyFile(around, argument, busy);
  return [
    register(around, "stackls.file.plan", (argument) => planFile(around, argument)),
    register(around, "stackls.file.apply", apply),
    register(around, "stackls.file.compare", (argument) => compareFile(around, argument)),
    // What the server's code lenses name.
    register(around, "stackls.planFile", (argument) => planFile(around, argument)),
    register(around, "stackls.applyFile", apply),
    register(around, "stackls.compareFile", (argument) => compareFile(around, argument)),
    register(around, "stackls.activateFile", (argument) => activateFile(around, argument, apply)),
  ];
}

async function documentOf(around: Surroundings, argument: unknown): Promise<vscode.TextDocument> {
  if (argument instanceof vscode.Uri) {
    return openDocument(argument);
  }
  const uri = uriIn(argument);
  if (uri !== undefined) {
    return openDocument(uri);
  }
  const editor = around.files.active;
  if (editor === undefined) {
    throw new Error(l10n.t("Open a stack file first."));
  }
  return editor.document;
}

/** The document that a code lens names. */
function uriIn(argument: unknown): vscode.Uri | undefined {
  const uri = typeof argument === "object" && argument !== null ? (argument as { uri?: unknown }).uri : undefined;
  return typeof uri === "string" ? vscode.Uri.parse(uri, true) : undefined;
}

function plan(around: Surroundings, document: vscode.TextDocument): Promise<Plan> {
  const name = document.uri.path.split("/").pop() ?? "";
  const asked = { uri: document.uri.toString() };
  return withCancel(l10n.t("Planning {0}…", name), (token) => around.server.execute<Plan>("planStack", asked, token));
}

async function planFile(around: Surroundings, argument: unknown): Promise<void> {
  const document = await documentOf(around, argument);
  const planned = await plan(around, document);
  if (planned.empty && planned.conflicts.length === 0) {
    void inform(l10n.t("Nothing to do: {0} is registered as this file says.", planned.stack));
    return;
  }
  await around.plans.show(planned, document.uri);
}

async function applyFile(around: Surroundings, argument: unknown, busy: Busy): Promise<void> {
  requireTrust(l10n.t("applying its files"));
  const document = await documentOf(around, argument);
  const uri = document.uri.toString();
  if (busy.has(uri)) {
    return;
  }
  let turn = around.attention.watch();
  const done = await applyAgreed<Plan, Agreement, Plan>({
    plan: () => busy.during(uri, () => plan(around, document)),
    agree: async (planned, isNew) => {
      // The next word of somebody who types must not be the answer. As long as they have not asked for it, they may
      // apply the file anew.
      const isAsked = planned.conflicts.length > 0 || (await turn.comes(l10n.t("The plan for {0} is ready to be applied.", planned.stack), l10n.t("Review…")));
      return isAsked && !busy.has(uri) ? busy.during(uri, () => agreeTo(around, document.uri, planned, isNew)) : undefined;
    },
    apply: (planned, agreement) => {
      turn = around.attention.watch();
      const asked = { uri, activate: agreement === "activate", planned: planned.planned };
      return busy.during(uri, () =>
        withProgress(l10n.t("applying {0}", planned.stack), () => around.server.execute<Plan>("applyStack", asked)),
      );
    },
  });
  if (done === undefined) {
    return;
  }
  void inform(applied(done, await around.stacks.place()));
}

/** What was done, `where` it went to included. */
function applied({ result: { stack, empty, steps }, agreement }: Applied<Agreement, Plan>, where: string): string {
  const activated = agreement === "activate";
  if (empty) {
    return activated ? l10n.t("{0} is unchanged, and active {1}.", stack, where) : l10n.t("{0} is unchanged {1}.", stack, where);
  }
  const done = summarizeDone(steps);
  return activated ? l10n.t("{0} is applied ({1}), and active {2}.", stack, done, where) : l10n.t("{0} is applied ({1}) {2}.", stack, done, where);
}

/** Asks whether to apply a plan; where it cannot be, says why. */
async function agreeTo(around: Surroundings, file: vscode.Uri, planned: Plan, isNew: boolean): Promise<Agreement | undefined> {
  const isBlocked = planned.conflicts.length > 0;
  if (isBlocked || isNew) {
    await around.plans.show(planned, file);
  }
  if (isBlocked) {
    void warn(l10n.t("{0} cannot be applied: {1}", planned.stack, describeConflicts(planned.conflicts)));
    return undefined;
  }
  const apply = l10n.t("Apply");
  const choices = planned.empty ? [l10n.t("Activate")] : [apply, l10n.t("Apply and Activate")];
  const answer = await ask(questionAbout(planned, isNew, await around.stacks.place()), listSteps(planned.steps), ...choices);
  return answer === undefined ? undefined : answer === apply ? "apply" : "activate";
}

async function compareFile(around: Surroundings, argument: unknown): Promise<void> {
  const document = await documentOf(around, argument);
  const { stack: name } = await around.server.documentKind(document.uri);
  if (name === null) {
    throw new Error(l10n.t("This file gives its stack no name to look for."));
  }
  const turn = around.attention.watch();
  const stacks = await withProgress(l10n.t("listing stacks"), () => around.stacks.list());
  if (!stacks.some((stack) => stack.name === name)) {
    const answer = await inform(l10n.t("{0} is not registered yet, so there is nothing to compare this file with.", name), l10n.t("Plan This File"));
    if (answer !== undefined) {
      await planFile(around, document.uri);
    }
    return;
  }
  const registered = await withProgress(l10n.t("exporting {0}", name), () => around.comparisons.prepare(name, document));
  if (await turn.comes(l10n.t("The comparison with {0} is ready.", name), l10n.t("Open"))) {
    await around.comparisons.show(name, registered, document);
  }
}

/** Activates the stack that a file describes; where it is not registered yet, applies the file first. */
async function activateFile(around: Surroundings, argument: unknown, apply: (argument: unknown) => Promise<void>): Promise<void> {
  const name = nameIn(argument);
  const registered = (await around.stacks.list()).some((stack) => stack.name === name);
  if (registered) {
    await vscode.commands.executeCommand("stackls.stacks.activate", { name });
  } else {
    await apply(argument);
  }
}
