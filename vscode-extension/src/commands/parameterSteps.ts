/** Asking for the values of a flavor's parameters, one question after the other. */

import * as l10n from "@vscode/l10n";
import { MASK, placeholderFor, problemWithValue, promptFor, valuesOf } from "../logic/parameters";
import type { FlavorDescription, Parameter } from "../logic/results";
import { escapeIcons, firstSentence, shortened, shortValue } from "../logic/text";
import type { Step } from "../multiStep";
import type { Surroundings } from "./shared";

/** The values of a component that somebody is asked for. */
export class Values {
  /** As they were typed, by parameter. */
  readonly typed = new Map<string, string>();

  /** `current` are those that it has, secrets masked. */
  constructor(
    private readonly around: Surroundings,
    readonly flavor: FlavorDescription,
    readonly current: Readonly<Record<string, unknown>> = {},
  ) {}

  /** The step in which parameters are chosen from a list, and then those in which their values are asked for. */
  choose(parameters: readonly Parameter[], placeholder: string, chosen: (parameters: readonly Parameter[]) => void): Step {
    return async (ask) => {
      const items = parameters.map((parameter) => ({
        label: parameter.name,
        description: this.has(parameter) ? `= ${escapeIcons(shortened(shortValue(this.current[parameter.name]), 80))}` : parameter.type,
        detail: escapeIcons(firstSentence(parameter.description)),
        picked: this.typed.has(parameter.name),
        parameter,
      }));
      const picked = (await ask.pickMany({ placeholder, items })).map((item) => item.parameter);
      chosen(picked);
      return this.step(picked, 0, undefined);
    };
  }

  /** The steps that ask for the values of `parameters` from `index` on, and then `after`. */
  step(parameters: readonly Parameter[], index: number, after: Step | undefined): Step | undefined {
    const parameter = parameters[index];
    if (parameter === undefined) {
      return after;
    }
    return async (ask) => {
      const { name } = parameter;
      const before = this.typed.get(name) ?? this.shown(parameter);
      const choices = valuesOf(parameter);
      let value: string;
      if (choices.length > 0) {
        const items = choices.map((label) => ({ label: escapeIcons(label), value: label }));
        const isActive = (item: { value: string }): boolean => item.value === (before ?? parameter.default_text);
        value = (await ask.pick({ placeholder: promptFor(parameter), items, isActive })).value;
      } else {
        // What is hidden is not shown, and stays where nothing is typed in its place.
        const isHidden = this.has(parameter) && before === undefined;
        value = await ask.text({
          prompt: promptFor(parameter),
          value: before ?? "",
          placeholder: isHidden ? l10n.t("stays as it is, unless you type another one") : placeholderFor(parameter),
          password: parameter.sensitive,
          problem: (text) => (isHidden && text === "" ? undefined : problemWithValue(parameter, text)),
          check: (text) => this.check(parameter, text),
        });
      }
      this.typed.set(name, value);
      return this.step(parameters, index + 1, after);
    };
  }

  /** Those of `asked` that were given, and those whose value is to be removed. */
  answers(asked: readonly Parameter[]): { configuration: Record<string, string>; unset: string[] } {
    const configuration: Record<string, string> = {};
    const unset: string[] = [];
    for (const parameter of asked) {
      const { name } = parameter;
      const value = this.typed.get(name) ?? "";
      if (value === "") {
        unset.push(...(this.has(parameter) && this.shown(parameter) !== undefined ? [name] : []));
      } else if (value !== this.shown(parameter)) {
        configuration[name] = value;
      }
    }
    return { configuration, unset };
  }

  private has(parameter: Parameter): boolean {
    const value = this.current[parameter.name];
    return value !== undefined && value !== null;
  }

  /** The value that it has, as it would be typed; `undefined` where there is none, or a part of it is hidden. */
  private shown(parameter: Parameter): string | undefined {
    const text = this.has(parameter) ? shortValue(this.current[parameter.name]) : undefined;
    return text?.includes(MASK) === true ? undefined : text;
  }

  /** What ZenML would refuse about a value by itself. */
  private async check(parameter: Parameter, text: string): Promise<string | undefined> {
    const { server } = this.around;
    if (text === "" || !server.offers("checkConfiguration")) {
      return undefined;
    }
    const { type, name: flavor } = this.flavor;
    const found = await server
      .execute<readonly { parameter: string; message: string }[]>("checkConfiguration", { type, flavor, configuration: { [parameter.name]: text } })
      .catch(() => []);
    return found.find((problem) => problem.parameter === parameter.name)?.message;
  }
}
