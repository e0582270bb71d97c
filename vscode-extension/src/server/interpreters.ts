/** The interpreter that the user chose in the Python Environments or the Python extension, if either is there. */

import * as vscode from "vscode";

const ENVIRONMENTS_EXTENSION = "ms-python.vscode-python-envs";
const PYTHON_EXTENSION = "ms-python.python";
const PATIENCE = 4_000;

interface ManagedEnvironment {
  readonly execInfo?: { readonly run?: { readonly executable?: string } };
}

interface EnvironmentsApi {
  getEnvironment(scope: vscode.Uri | undefined): Promise<ManagedEnvironment | undefined>;
  getEnvironments?(scope: "all"): Promise<readonly ManagedEnvironment[]>;
  onDidChangeEnvironment?: vscode.Event<unknown>;
}

interface PythonApi {
  environments?: {
    readonly known?: readonly { readonly executable?: { readonly uri?: vscode.Uri } }[];
    getActiveEnvironmentPath(resource?: vscode.Uri): { path: string };
    resolveEnvironment(path: { path: string }): Promise<{ executable?: { uri?: vscode.Uri } } | undefined>;
    onDidChangeActiveEnvironmentPath?: vscode.Event<unknown>;
  };
}

export async function selectedInterpreter(folder: vscode.Uri | undefined): Promise<string | undefined> {
  return (await fromEnvironments(folder)) ?? (await fromPython(folder));
}

/** All interpreters that those extensions know. */
export async function knownInterpreters(): Promise<string[]> {
  const managed = await apiOf<EnvironmentsApi>(ENVIRONMENTS_EXTENSION);
  const listed = (await inTime(managed?.getEnvironments?.("all")).catch(() => undefined)) ?? [];
  const known = (await apiOf<PythonApi>(PYTHON_EXTENSION))?.environments?.known ?? [];
  const files = [...listed.map((one) => one.execInfo?.run?.executable), ...known.map((one) => one.executable?.uri?.fsPath)];
  return [...new Set(files.filter((file) => file !== undefined))];
}

async function fromEnvironments(folder: vscode.Uri | undefined): Promise<string | undefined> {
  const api = await apiOf<EnvironmentsApi>(ENVIRONMENTS_EXTENSION);
  try {
    const environment = await inTime(api?.getEnvironment(folder));
    return environment?.execInfo?.run?.executable;
  } catch {
    return undefined;
  }
}

async function fromPython(folder: vscode.Uri | undefined): Promise<string | undefined> {
  const environments = (await apiOf<PythonApi>(PYTHON_EXTENSION))?.environments;
  if (environments === undefined) {
    return undefined;
  }
  try {
    const chosen = environments.getActiveEnvironmentPath(folder);
    const resolved = await inTime(environments.resolveEnvironment(chosen));
    return resolved?.executable?.uri?.fsPath;
  } catch {
    return undefined;
  }
}

/** Calls `changed` when the user selects another interpreter. */
export async function watchInterpreters(changed: () => void): Promise<vscode.Disposable> {
  const subscriptions: vscode.Disposable[] = [];
  const environments = await apiOf<EnvironmentsApi>(ENVIRONMENTS_EXTENSION);
  const python = await apiOf<PythonApi>(PYTHON_EXTENSION);
  for (const event of [environments?.onDidChangeEnvironment, python?.environments?.onDidChangeActiveEnvironmentPath]) {
    if (event !== undefined) {
      subscriptions.push(event(changed));
    }
  }
  return vscode.Disposable.from(...subscriptions);
}

async function apiOf<T>(identifier: string): Promise<T | undefined> {
  const extension = vscode.extensions.getExtension<T>(identifier);
  if (extension === undefined) {
    return undefined;
  }
  try {
    return extension.isActive ? extension.exports : await inTime(extension.activate());
  } catch {
    return undefined; // another extension's failure is not ours
  }
}

/** The result, or `undefined` when it takes too long to wait for. */
async function inTime<T>(result: PromiseLike<T> | undefined): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), PATIENCE);
  });
  try {
    return await Promise.race([Promise.resolve(result), late]);
  } finally {
    clearTimeout(timer);
  }
}
