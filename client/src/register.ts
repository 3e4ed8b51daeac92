import {
  type Data,
  decodeData,
  type Obis,
  type ScalerUnit,
  scaled,
  scaledText,
  scalerUnit,
  unitSymbol,
} from '@ferraris/cosem'
import { supports } from '@ferraris/dlms'
import type { Association } from './association.ts'
import { ClientError } from './client-error.ts'
import type { MeterKnowledge } from './object-cache.ts'
import type { Quirks } from './quirks.ts'
import { readData } from './remote-object.ts'

/** A number with its unit; the scaler is applied. */
export interface Quantity {
  readonly value: number
  /** All its decimals, exact for integers of any size. */
  readonly text: string
  /** `Wh`, `V`, … */
  readonly unit: string
}

/** Where classes keep value and scaler: register, extended register, demand register (IEC 62056-6-2). */
const places: Readonly<Record<number, { readonly value: number; readonly scaler: number }>> = {
  3: { value: 2, scaler: 3 },
  4: { value: 2, scaler: 3 },
  5: { value: 3, scaler: 4 },
}

/** A register of a meter. The scaler is asked for once and kept with what is known of the meter. */
export class RemoteRegister {
  readonly #association: Association
  readonly #knowledge: MeterKnowledge
  readonly #quirks: Quirks
  readonly obis: Obis

  constructor(association: Association, knowledge: MeterKnowledge, quirks: Quirks, obis: Obis) {
    this.#association = association
    this.#knowledge = knowledge
    this.#quirks = quirks
    this.obis = obis
  }

  /** Reads the value and applies the scaler. Throws ClientError. */
  async read(): Promise<Quantity> {
    const { classId, value, scaler } = this.#place()
    const item = { classId, obis: this.obis }
    const known = this.#knowledge.scalers.get(this.obis)
    const [data, unit] =
      known === undefined
        ? await this.#readBoth({ ...item, attribute: value }, { ...item, attribute: scaler })
        : [await readData(this.#association, { ...item, attribute: value }), known]
    return quantityOf(data, unit, this.obis)
  }

  #place() {
    const object = this.#knowledge.objects.get(this.obis)
    if (object === undefined) {
      throw new ClientError('no-object', this.obis, 'the meter shows no such object to this client')
    }
    const place = places[object.classId]
    if (place === undefined) {
      throw new ClientError(
        'other-class',
        this.obis,
        `it is of class ${object.classId}, which is no register`,
      )
    }
    return { classId: object.classId, ...place }
  }

  async #readBoth(
    value: Parameters<typeof readData>[1],
    scaler: Parameters<typeof readData>[1],
  ): Promise<[Data, ScalerUnit]> {
    const together =
      supports(this.#association.server.conformance, 'multiple-references') && !this.#quirks.noLists
    const reads = { [value.attribute]: undefined, [scaler.attribute]: undefined } as Record<
      number,
      Data | undefined
    >
    if (together) {
      const results = await this.#association.get(value, scaler)
      for (const [i, item] of [value, scaler].entries()) {
        const result = results[i]
        if (result?.kind === 'data') reads[item.attribute] = decodeData(result.data)
      }
    }
    const data = reads[value.attribute] ?? (await readData(this.#association, value))
    const unit = scalerUnit.decode(reads[scaler.attribute] ?? (await readData(this.#association, scaler)))
    this.#knowledge.scalers.set(this.obis, unit)
    return [data, unit]
  }
}

/** Applies scaler and unit to a number of any type. Throws ClientError `unexpected-value`. */
export function quantityOf(data: Data, { scaler, unit }: ScalerUnit, target: string): Quantity {
  const { value } = data
  if (typeof value !== 'number' && typeof value !== 'bigint') {
    throw new ClientError('unexpected-value', target, `${data.type} is no number`)
  }
  const number = typeof value === 'bigint' ? Number(scaledText(value, scaler)) : scaled(value, scaler)
  return { value: number, text: scaledText(value, scaler), unit: unitSymbol(unit) }
}
