// yaml-language-server under VS Code's own client for language servers, started as its extension starts it: a fork of the
// extension host, with messages between the two processes.
const { LanguageClient, TransportKind } = require("vscode-languageclient/node");

/* global SERVER -- its start script, which `build.mjs` puts in */

let client;

exports.activate = async () => {
  const run = { module: SERVER, transport: TransportKind.ipc };
  client = new LanguageClient("yaml", "yaml-language-server", { run, debug: run }, {
    documentSelector: [{ language: "yaml" }],
    synchronize: { configurationSection: ["yaml", "http.proxy", "http.proxyStrictSSL", "editor.tabSize", "[yaml]"] },
  });
  await client.start();
};

exports.deactivate = () => client?.stop();
