import { defined, fromHex, toHex } from '@ferraris/bytes'
import { type Data, decodeData, encodeData, type Obis } from '@ferraris/cosem'
import type { InterfaceClass } from '@ferraris/cosem/classes'
import type { ValueTypeOf } from '@ferraris/cosem/values'
import type { NonVolatile } from '../store/memory/non-volatile.ts'

/** What settings leave the factory with. */
export interface FactoryValues {
  /** Undefined for what is no setting of an object of that name. */
  factoryValue(of: Obis, attribute: number): Data | undefined
  /** Whether there is an object of a class under a name. */
  has(classId: number, of: Obis): boolean
}

type AttributeValue<C extends InterfaceClass, A extends keyof C['attributes']> = ValueTypeOf<
  C['attributes'][A]['type']
>

/**
 * The attributes that management may set. What they leave the factory with stands in the object table, once for all
 * meters; what was set is kept, A-XDR in hex, by name and attribute.
 */
export class Settings {
  readonly #memory: NonVolatile
  readonly #factory: FactoryValues

  constructor(memory: NonVolatile, factory: FactoryValues) {
    this.#memory = memory
    this.#factory = factory
  }

  /** As it was set last, or the factory's value; undefined for what is no setting. */
  data(of: Obis, attribute: number): Data | undefined {
    const kept = this.#memory.get<string | null>(keyOf(of, attribute))
    if (typeof kept === 'string') return decodeData(fromHex(kept))
    return this.#factory.factoryValue(of, attribute)
  }

  /** Whether there is an object of a class under a name. */
  has({ classId }: InterfaceClass, name: Obis): boolean {
    return this.#factory.has(classId, name)
  }

  /** The typed value of a setting. Throws TypeError for one that the object does not have. */
  get<C extends InterfaceClass, A extends keyof C['attributes'] & string>(
    of: C,
    name: Obis,
    attribute: A,
  ): AttributeValue<C, A> {
    const { id, type } = defined(of.attributes[attribute], attribute)
    const value = this.data(name, id)
    if (value === undefined) throw new TypeError(`${name} has no setting ${attribute}`)
    return type.decode(value)
  }

  set(of: Obis, attribute: number, value: Data): void {
    this.#memory.set(keyOf(of, attribute), toHex(encodeData(value)))
  }

  /** Sets the typed value of a setting. Throws ValueError for one that the class does not hold. */
  put<C extends InterfaceClass, A extends keyof C['attributes'] & string>(
    of: C,
    name: Obis,
    attribute: A,
    value: AttributeValue<C, A>,
  ): void {
    const { id, type } = defined(of.attributes[attribute], attribute)
    this.set(name, id, type.encode(value))
  }
}

function keyOf(of: Obis, attribute: number): string {
  return `setting.${of}.${attribute}`
}
