// A ZenML server on loopback for a test, with a database of its own.
import { execFile, spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { promisify } from "node:util";
import { freePort, until } from "./vscode.mjs";

const QUIET = { ZENML_ANALYTICS_OPT_IN: "false", ZENML_LOGGING_VERBOSITY: "ERROR" };

/** Starts one: what a client of it needs as `environment`, and `run`, which gives what some Python prints there. */
export async function zenmlServer(python, folder) {
  const port = await freePort();
  const own = { ZENML_CONFIG_PATH: path.join(folder, "server"), ZENML_SERVER_AUTO_ACTIVATE: "1", ZENML_SERVER_AUTH_SCHEME: "NO_AUTH" };
  const environment = { ...QUIET, ZENML_CONFIG_PATH: path.join(folder, "client"), ZENML_STORE_URL: `http://127.0.0.1:${port}` };
  [own, environment].forEach((one) => mkdirSync(one.ZENML_CONFIG_PATH, { recursive: true }));
  const command = ["-m", "uvicorn", "zenml.zen_server.zen_server_api:app", "--host", "127.0.0.1", "--port", String(port), "--log-level", "warning"];
  const server = spawn(python, command, { cwd: folder, env: { ...process.env, ...QUIET, ...own }, stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  server.stderr.on("data", (chunk) => (said += chunk));
  const answers = () => fetch(`${environment.ZENML_STORE_URL}/api/v1/info`).then((answer) => answer.ok, () => false);
  await until("the ZenML server", () => server.exitCode !== null || answers(), 180_000);
  if (server.exitCode !== null) {
    throw new Error(`the ZenML server has ended:\n${said}`);
  }
  const run = async (program) => {
    const file = path.join(folder, "program.py"); // ZenML looks for one beside what it imports
    writeFileSync(file, program);
    const options = { cwd: folder, env: { ...process.env, ...environment } };
    return (await promisify(execFile)(python, [file], options)).stdout;
  };
  return { environment, run, stop: () => server.kill() };
}
