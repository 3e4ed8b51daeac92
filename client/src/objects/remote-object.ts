import { defined } from '@ferraris/bytes'
import { type Data, decodeData, type Obis } from '@ferraris/cosem'
import type { Attribute, InterfaceClass, Method } from '@ferraris/cosem/classes'
import { ValueError } from '@ferraris/cosem/values'
import type { AttributeRequest } from '@ferraris/dlms'
import { ClientError } from '../client-error.ts'
import type { Association } from '../session/association.ts'

type AttributeName<C extends InterfaceClass> = keyof C['attributes'] & string
type MethodName<C extends InterfaceClass> = keyof C['methods'] & string
type ValueOfAttribute<A> = A extends Attribute<infer T> ? T : never
type ParameterOf<M> = M extends Method<infer T> ? T : never

/** One object of a meter by its class: attributes and methods by name, values as the class types them. */
export class RemoteObject<C extends InterfaceClass> {
  readonly #association: Association
  readonly #class: C
  readonly obis: Obis

  constructor(association: Association, of: C, obis: Obis) {
    this.#association = association
    this.#class = of
    this.obis = obis
  }

  /** Reads an attribute. Throws ClientError. */
  async read<A extends AttributeName<C>>(name: A): Promise<ValueOfAttribute<C['attributes'][A]>> {
    const { id, type } = this.#attribute(name)
    const data = await readData(this.#association, { ...this.#target, attribute: id })
    return this.#typed(name, () => type.decode(data, name)) as ValueOfAttribute<C['attributes'][A]>
  }

  /** Writes an attribute. Throws ClientError. */
  async write<A extends AttributeName<C>>(
    name: A,
    value: ValueOfAttribute<C['attributes'][A]>,
  ): Promise<void> {
    const { id, type } = this.#attribute(name)
    const data = this.#typed(name, () => type.encode(value, name))
    const [result] = await this.#association.set({ ...this.#target, attribute: id, value: data })
    if (result !== 'success') throw this.#refusal(name, result ?? 'other-reason')
  }

  /** Invokes a method and returns its answer. Throws ClientError. */
  async invoke<M extends MethodName<C>>(
    name: M,
    parameter: ParameterOf<C['methods'][M]>,
  ): Promise<Data | undefined> {
    const { id, type } = defined(this.#class.methods[name], name)
    const data = this.#typed(name, () => type.encode(parameter, name))
    const [outcome] = await this.#association.action({ ...this.#target, method: id, parameter: data })
    if (outcome?.result !== 'success') throw this.#refusal(name, outcome?.result ?? 'other-reason')
    const { returnParameters } = outcome
    return returnParameters?.kind === 'data' ? decodeData(returnParameters.data) : undefined
  }

  get #target() {
    return { classId: this.#class.classId, obis: this.obis }
  }

  #attribute(name: AttributeName<C>): Attribute<unknown> {
    return defined(this.#class.attributes[name], name)
  }

  #typed<T>(name: string, work: () => T): T {
    try {
      return work()
    } catch (error) {
      if (!(error instanceof ValueError)) throw error
      throw new ClientError('unexpected-value', `${this.obis}, ${name}`, error.message, { cause: error })
    }
  }

  #refusal(name: string, result: NonNullable<ClientError['result']>): ClientError {
    return new ClientError('refused', `${this.obis}, ${name}`, `the meter refuses: ${result}`, { result })
  }
}

/** The value of one attribute. Throws ClientError `refused`. */
export async function readData(association: Association, item: AttributeRequest): Promise<Data> {
  const [result] = await association.get(item)
  if (result?.kind === 'data') return decodeData(result.data)
  const reason = result?.result ?? 'other-reason'
  throw new ClientError(
    'refused',
    `${item.obis}, attribute ${item.attribute}`,
    `the meter refuses: ${reason}`,
    {
      result: reason,
    },
  )
}
