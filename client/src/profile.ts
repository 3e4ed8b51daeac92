import { DecodeError } from '@ferraris/bytes'
import {
  type Data,
  type DateTime,
  dateTimeAt,
  encodeDateTime,
  type Obis,
  obis,
  type Zone,
} from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { type Columns, columnKindOf, decodeColumns } from '@ferraris/cosem/profile'
import { type CaptureObject, profileSelector, rangeDescriptor } from '@ferraris/cosem/values'
import type { Association } from './association.ts'
import { ClientError } from './client-error.ts'
import type { Quirks } from './quirks.ts'
import { RemoteObject } from './remote-object.ts'

/** Which rows, and how many at a time. Instants are seconds since 1970. */
export interface ProfileSpan {
  /** Rows stamped after this; to resume, the `until` of the last part that was kept. */
  readonly from: number
  readonly to: number
  /** Seconds of the meter's time in one request. Default: a day. */
  readonly step?: number
}

/** A part of a profile in columns, see `Columns` of @ferraris/cosem. */
export interface ProfilePart extends Columns {
  readonly captureObjects: readonly CaptureObject[]
  /** Rows up to here have come: where to resume. */
  readonly until: number
}

const clock: CaptureObject = { classId: 8, obis: obis('0.0.1.0.0.255'), attribute: 2, dataIndex: 0 }

/** A profile of a meter. */
export class RemoteProfile {
  readonly #association: Association
  readonly #zone: Zone
  readonly #quirks: Quirks
  readonly #object: RemoteObject<typeof classes.profileGeneric>
  #head: Promise<readonly [readonly CaptureObject[], number]> | undefined

  constructor(association: Association, zone: Zone, quirks: Quirks, name: Obis) {
    this.#association = association
    this.#zone = zone
    this.#quirks = quirks
    this.#object = new RemoteObject(association, classes.profileGeneric, name)
  }

  /** What stands in the columns. Throws ClientError. */
  async captureObjects(): Promise<readonly CaptureObject[]> {
    return (await this.#readHead())[0]
  }

  /**
   * Rows of a span, part by part, each as soon as it has come: memory holds one part. Who keeps `until` with each part
   * can go on from there after a cut. Throws ClientError.
   */
  async *read({ from, to, step = 86_400 }: ProfileSpan): AsyncGenerator<ProfilePart> {
    const [captureObjects, period] = await this.#readHead()
    const kinds = captureObjects.map(columnKindOf)
    for (let at = from; at < to; ) {
      const until = this.#quirks.noRange ? to : Math.min(at + step, to)
      const buffer = await this.#readRange(at + 1, until)
      const columns = this.#decode(buffer, { zone: this.#zone, period, kinds })
      yield { ...columns, captureObjects, until }
      at = until
    }
  }

  #readHead() {
    this.#head ??= this.#askHead()
    return this.#head
  }

  async #askHead(): Promise<readonly [readonly CaptureObject[], number]> {
    return [await this.#object.read('captureObjects'), await this.#object.read('capturePeriod')]
  }

  async #readRange(from: number, to: number): Promise<Uint8Array> {
    const selection = this.#quirks.noRange
      ? {}
      : {
          selection: {
            selector: profileSelector.range,
            parameters: rangeDescriptor.encode({
              restrictingObject: clock,
              from: this.#moment(from),
              to: this.#moment(to),
              selectedValues: [],
            }),
          },
        }
    const item = { classId: 7, obis: this.#object.obis, attribute: 2, ...selection }
    const [result] = await this.#association.get(item)
    if (result?.kind === 'data') return result.data
    const reason = result?.result ?? 'other-reason'
    throw new ClientError('refused', `${this.#object.obis}, buffer`, `the meter refuses: ${reason}`, {
      result: reason,
    })
  }

  #moment(instant: number): Data {
    const time: DateTime = dateTimeAt(instant, this.#zone)
    const value = encodeDateTime(
      this.#quirks.deviationInverted ? { ...time, deviation: -(time.deviation ?? 0) } : time,
    )
    return { type: this.#quirks.rangeAsDateTime ? 'date-time' : 'octet-string', value }
  }

  #decode(buffer: Uint8Array, options: Parameters<typeof decodeColumns>[1]): Columns {
    try {
      return decodeColumns(buffer, options)
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error
      throw new ClientError('unexpected-value', `${this.#object.obis}, buffer`, error.message, {
        cause: error,
      })
    }
  }
}
