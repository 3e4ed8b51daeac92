import type { CustomerDevice } from '../customer-device.ts'
import type { Publisher } from '../mqtt/publisher.ts'
import type { DeviceStore } from '../store/device-store.ts'
import { type ApplianceRule, type RuleState, ruleAtRest, stepRule } from './appliance-rule.ts'

const lookEveryMs = 5000

/** Follows rules by way of the home's broker. Where a rule stands is kept: a restart leaves no boiler off for good. */
export class Rules {
  readonly #device: CustomerDevice
  readonly #store: DeviceStore
  readonly #publisher: Publisher
  readonly #rules: readonly ApplianceRule[]
  readonly #timer: NodeJS.Timeout
  readonly #endListening: () => void
  #states: Readonly<Record<string, RuleState>>

  constructor(
    device: CustomerDevice,
    store: DeviceStore,
    publisher: Publisher,
    rules: readonly ApplianceRule[],
  ) {
    this.#device = device
    this.#store = store
    this.#publisher = publisher
    this.#rules = rules
    this.#states = store.load('rules') ?? {}
    this.#endListening = device.listen({ onChange: () => this.#look() })
    this.#timer = setInterval(() => this.#look(), lookEveryMs)
    this.#timer.unref()
  }

  close(): void {
    this.#endListening()
    clearInterval(this.#timer)
  }

  #look(): void {
    const { meters, time } = this.#device.view()
    const meter = meters.find(({ role }) => role === 'M1')
    for (const rule of this.#rules) {
      const before = this.#states[rule.name] ?? ruleAtRest
      const [after, order] = stepRule(before, rule, meter?.alert ?? null, meter?.power != null, time)
      if (after.isOff === before.isOff && after.calmSince === before.calmSince) continue
      this.#states = { ...this.#states, [rule.name]: after }
      this.#store.save('rules', this.#states)
      if (order !== undefined) this.#publisher.order(rule.topic, rule[order])
    }
  }
}
