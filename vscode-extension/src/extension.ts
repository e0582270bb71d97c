/** The extension's entry point: puts the parts together. Nothing runs before a stack file or a view is looked at. */

import "./translations";
import * as vscode from "vscode";
import { Attention } from "./attention";
import { componentCommands } from "./commands/component";
import { componentChangeCommands } from "./commands/componentChanges";
import { copyCommands } from "./commands/copying";
import { entryCommands } from "./commands/entries";
import { differenceCommands } from "./commands/differences";
import { fileCommands } from "./commands/files";
import { flavorCommands } from "./commands/flavors";
import { folderCommands } from "./commands/folders";
import { newFileCommands } from "./commands/newFile";
import { ruleCommands } from "./commands/rules";
import { runCommands } from "./commands/runs";
import { serverCommands } from "./commands/server";
import type { Surroundings } from "./commands/shared";
import { stackChangeCommands } from "./commands/stackChanges";
import { stackCommands } from "./commands/stacks";
import { terminalCommands } from "./commands/terminal";
import { storeCommands } from "./commands/store";
import { versionCommands } from "./commands/versions";
import { zenmlCommands } from "./commands/zenml";
import { Comparisons } from "./comparisons";
import { enterRules } from "./enterRules";
import { fileStatus } from "./fileStatus";
import { FolderPlans } from "./folderPlans";
import { Panels } from "./panels";
import { PlanTexts } from "./planTexts";
import { watchInterpreters } from "./server/interpreters";
import { Server } from "./server/server";
import { StackFiles } from "./stackFiles";
import { Stacks } from "./stacks";
import { languageModelTools } from "./languageModelTools";
import { languageStatus, stackStatus } from "./status";
import { checkTasks } from "./tasks";
import { Texts } from "./texts";
import { versionStatus } from "./versionStatus";
import { Trees } from "./views/trees";

/** The server asks for the settings when it hears of a change. */
const UNTIL_SETTINGS_ARE_READ = 300;

const SERVER_SETTINGS = ["stackls.server.path", "stackls.interpreter"];

let active: Server | undefined;

export function activate(context: vscode.ExtensionContext): void {
  const server = new Server(context);
  active = server;
  const files = new StackFiles(server);
  const stacks = new Stacks(server);
  const panels = new Panels(vscode.Uri.joinPath(context.extensionUri, "images"));
  const texts = new Texts();
  const plans = new PlanTexts(server, texts, files, stacks);
  const folderPlans = new FolderPlans(server, texts, files, stacks);
  const trees = new Trees(server, stacks);
  const comparisons = new Comparisons(server, texts, stacks);
  const attention = new Attention();
  const around: Surroundings = { server, stacks, files, panels, texts, plans, folderPlans, comparisons, trees, attention };

  context.subscriptions.push(
    files,
    stacks,
    panels,
    texts,
    plans,
    folderPlans,
    comparisons,
    trees,
    attention,
    ...copyCommands(around),
    ...entryCommands(),
    ...stackCommands(around),
    ...stackChangeCommands(around),
    ...componentCommands(around),
    ...componentChangeCommands(around),
    ...storeCommands(around),
    ...zenmlCommands(around),
    ...versionCommands(around),
    ...fileCommands(around),
    ...folderCommands(around),
    ...differenceCommands(around),
    ...newFileCommands(around),
    ...flavorCommands(around),
    ...checkTasks(around),
    ...ruleCommands(around),
    ...runCommands(around),
    ...serverCommands(around, context),
    enterRules(files),
    languageStatus(server, files, stacks),
    ...languageModelTools(server),
    ...terminalCommands(around),
    stackStatus(server, stacks),
    fileStatus(server, files, stacks),
    versionStatus(server, files, stacks),
    stacks.onDidChange(() => panels.refresh()),
    files.onDidSee(() => void server.ensureStarted()),
    vscode.workspace.onDidGrantWorkspaceTrust(() => server.restartIfStarted("the workspace is trusted now")),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (SERVER_SETTINGS.some((setting) => change.affectsConfiguration(setting))) {
        server.restartIfStarted("a server setting changed");
      } else if (change.affectsConfiguration("stackls")) {
        server.sendSettings();
        setTimeout(() => files.look(), UNTIL_SETTINGS_ARE_READ);
      }
    }),
  );
  watchInterpretersOnceStarted(context, server);
  files.look();
}

export function deactivate(): Promise<void> | undefined {
  return active?.dispose();
}

/** Other extensions are woken up only by who needs the server. */
function watchInterpretersOnceStarted(context: vscode.ExtensionContext, server: Server): void {
  const subscription = server.onDidChangeState((state) => {
    if (state.kind === "running") {
      subscription.dispose();
      void watchInterpreters(() => void server.followSelection()).then((watch) =>
        context.subscriptions.push(watch),
      );
    }
  });
  context.subscriptions.push(subscription);
}
