/**
 * Tools for language models in VS Code: they read registered stacks, files and flavors, and change nothing.
 *
 * VS Code has them from 1.95 on, which is newer than the oldest that the extension runs in.
 */

import * as vscode from "vscode";
import { toolsFor, type Tool } from "./logic/toolAnswers";
import type { Server } from "./server/server";

/** What the extension uses of VS Code's interface for tools. */
interface LanguageModels {
  registerTool?(name: string, tool: { invoke(options: { readonly input: unknown }): Promise<unknown>; prepareInvocation(): unknown }): vscode.Disposable;
}

interface NewerApi {
  readonly lm?: LanguageModels;
  readonly LanguageModelToolResult?: new (parts: readonly unknown[]) => unknown;
  readonly LanguageModelTextPart?: new (text: string) => unknown;
}

export function languageModelTools(server: Server): vscode.Disposable[] {
  const { lm, LanguageModelToolResult: Result, LanguageModelTextPart: Text } = vscode as unknown as NewerApi;
  if (lm?.registerTool === undefined || Result === undefined || Text === undefined) {
    return [];
  }
  const invoke = async (tool: Tool, input: unknown): Promise<unknown> => {
    const answer = await server.execute<unknown>(tool.command, tool.arguments(input));
    return new Result([new Text(JSON.stringify(answer))]);
  };
  return toolsFor(uriOf).map(
    (tool) =>
      lm.registerTool?.(tool.name, {
        invoke: ({ input }) => invoke(tool, input),
        prepareInvocation: () => ({ invocationMessage: tool.doing }),
      }) ?? new vscode.Disposable(() => undefined),
  );
}

/** A path of the workspace, or an absolute one. */
function uriOf(path: string): string {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const isAbsolute = /^(?:\/|[A-Za-z]:[\\/])/.test(path);
  return (folder === undefined || isAbsolute ? vscode.Uri.file(path) : vscode.Uri.joinPath(folder, path)).toString();
}
