import { bitsOfPolicy, policyOfBits, type SecurityPolicy, satisfies } from '@ferraris/dlms/security'
import type { NonVolatile } from '../store/memory/non-volatile.ts'

/** Authenticated and encrypted, in both directions: what a meter leaves the factory with. */
const factory = policyOfBits(0x6c)

/** The security policy of one association. It can be made stricter, and never weaker again. */
export class KeptPolicy {
  readonly #memory: NonVolatile
  readonly #key: string

  constructor(memory: NonVolatile, client: number) {
    this.#memory = memory
    this.#key = `policy.${client}`
  }

  get(): SecurityPolicy {
    const bits = this.#memory.get<number>(this.#key)
    return bits === undefined ? factory : policyOfBits(bits)
  }

  /** False, and nothing changed, for a policy weaker than the one in force. */
  activate(policy: SecurityPolicy): boolean {
    const now = this.get()
    const stricter = satisfies(policy.requests, now.requests) && satisfies(policy.responses, now.responses)
    if (stricter) this.#memory.set(this.#key, bitsOfPolicy(policy))
    return stricter
  }
}
