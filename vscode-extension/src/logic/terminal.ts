/** What may be run in a terminal: nothing but the installation of an integration. */

const INSTALL = /^zenml integration install [\w-]+$/;

/** The command in an argument of `stackls.runInTerminal`; `undefined` for anything else. */
export function commandToRun(argument: unknown): string | undefined {
  const command = typeof argument === "object" && argument !== null ? (argument as { command?: unknown }).command : undefined;
  return typeof command === "string" && INSTALL.test(command) ? command : undefined;
}
