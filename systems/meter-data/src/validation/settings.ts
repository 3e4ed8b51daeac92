import { defaultsOf, type Parameters } from '../rules/rule.ts'

/** What a group of meters has set otherwise for a rule or a method. */
export interface Setting {
  readonly enabled: boolean
  readonly parameters: Readonly<Record<string, number>>
}

interface Plug {
  readonly id: string
  readonly parameters: Parameters
}

/** Which rules and methods are asked for a group of meters, and with what numbers. */
export class Settings {
  readonly #set: ReadonlyMap<string, Setting>
  /** Made once: thousands of days are judged by the same numbers. */
  readonly #values = new Map<string, Record<string, number>>()

  constructor(set: ReadonlyMap<string, Setting> = new Map()) {
    this.#set = set
  }

  isOn(id: string): boolean {
    return this.#set.get(id)?.enabled ?? true
  }

  valuesOf(plug: Plug): Record<string, number> {
    let values = this.#values.get(plug.id)
    if (values === undefined) {
      values = { ...defaultsOf(plug), ...this.#set.get(plug.id)?.parameters }
      this.#values.set(plug.id, values)
    }
    return values
  }
}

export const defaultSettings = new Settings()
