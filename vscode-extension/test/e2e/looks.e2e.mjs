// Pictures of every view in each kind of theme, for people to look at: `npm run e2e -- looks`, then screenshots/looks.
import { after, afterEach, before, test } from "node:test";
import { PATIENCE, demoCopy, openVsCode, scratchFolder, sharedData } from "./vscode.mjs";

const SET_UP = 240_000;

let code;

before(
  async () => {
    const environment = { STACKLS_HOME: scratchFolder("registry") };
    code = await openVsCode({ folder: demoCopy(), data: sharedData, environment, viewport: { width: 1200, height: 800 } });
    await code.open("broken/unknown-flavor.yaml");
    await code.squiggles().first().waitFor({ timeout: SET_UP });
    await code.open("stacks/aws-sagemaker.yaml");
    await code.command("Stackls: Apply This File");
    await (await code.dialogButton("Apply and Activate")).click();
    await code.notification("is applied").waitFor();
    await code.reset();
    await code.command("View: Close All Editors");
  },
  { timeout: 2 * SET_UP },
);

after(() => code?.close());
afterEach((t) => code.finish(t));

for (const [theme, short] of [["Dark Modern", "dark"], ["Light Modern", "light"], ["Dark High Contrast", "hc"]]) {
  const look = (name) => code.screenshot(`looks/${name}-${short}`);

  test(`views in ${theme}`, { timeout: 2 * PATIENCE }, async () => {
    await code.theme(theme);
    await code.command("Stackls: Focus on Stacks View");
    await code.stackRow("aws-sagemaker").click();
    await code.componentRow("sagemaker_eu").click();
    await code.open("broken/unknown-flavor.yaml");
    await look("trees");

    await code.command("Stackls: Describe Stack");
    await code.pick("aws-sagemaker");
    await (await code.webview()).getByRole("heading", { name: "aws-sagemaker" }).waitFor();
    await look("stack");
    await code.command("View: Close All Editors");
    await code.command("Stackls: Describe Component");
    await code.pick("sagemaker_eu");
    await (await code.webview()).getByRole("heading", { name: "sagemaker_eu" }).waitFor();
    await look("component");
    await code.command("View: Close All Editors");
    await code.command("Stackls: Describe Flavor");
    await code.pick("kubernetes");
    await (await code.webview()).getByPlaceholder("Filter by name or description").waitFor();
    await look("flavor");
    await code.command("View: Close All Editors");

    await code.open("stacks/gcp-vertex.yaml");
    await code.command("Stackls: Plan This File");
    await code.page.locator(".editor-instance", { hasText: "+ create" }).first().waitFor();
    await look("plan");
    await code.command("View: Close All Editors");
    await code.open("pipelines/configs/training.yaml");
    await code.command("Stackls: What Will Run");
    await (await code.webview()).getByRole("heading").first().waitFor();
    await look("run");
    await code.command("View: Close All Editors");
    await code.command("Stackls: Register Component");
    await code.pickerRow("Artifact store").waitFor();
    await look("register");
    await code.reset();
  });

  test(`first steps in ${theme}`, { timeout: 2 * PATIENCE }, async () => {
    await code.theme(theme);
    await code.command("Welcome: Open Walkthrough");
    await code.pick("Get Started with Stackls");
    const step = (title) => code.page.locator(".getting-started-step", { has: code.page.locator(".step-title", { hasText: title }) }).first();
    for (const title of ["Connect ZenML", "Write a stack file", "Complete and hover", "Fix what", "Plan", "Apply", "Activate"]) {
      await step(title).click();
      await code.page.waitForTimeout(600);
      await look(`walkthrough-${title.split(" ")[0].toLowerCase()}`);
    }
    await code.command("View: Close All Editors");
    await code.command("Extensions: Focus on Extensions View");
    await code.page.locator(".extensions-viewlet .extension-list-item", { hasText: "Stackls" }).first().click();
    await (await code.webview()).getByRole("heading").first().waitFor();
    await look("extension");
    await code.command("View: Close All Editors");
  });
}
