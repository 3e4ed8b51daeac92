import { DecodeError, Reader } from '@ferraris/bytes'
import { type Data, decodeUntagged, type Obis, type TypeDescription, typeDescription } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import type { CaptureObject } from '@ferraris/cosem/values'
import { ClientError } from '../client-error.ts'
import type { Association } from '../session/association.ts'
import { RemoteObject } from './remote-object.ts'

/** How the buffer of one template is read: what stands in it, and of which types. */
export interface CompactTemplate {
  readonly id: number
  readonly captureObjects: readonly CaptureObject[]
  readonly types: TypeDescription
}

/** Values of a compact buffer with what they are of. */
export interface CompactValue {
  readonly object: CaptureObject
  readonly value: Data
}

/** The compact data of a meter (class 62): the template is read once, then a buffer holds all values in few octets. */
export class RemoteCompactData {
  readonly #object: RemoteObject<typeof classes.compactDataV0>
  #template: Promise<CompactTemplate> | undefined

  constructor(association: Association, obis: Obis) {
    this.#object = new RemoteObject(association, classes.compactDataV0, obis)
  }

  /** The template in force. Throws ClientError. */
  template(): Promise<CompactTemplate> {
    this.#template ??= this.#askTemplate()
    return this.#template
  }

  /** Reads the buffer. A buffer of a newer template has that read again. Throws ClientError. */
  async read(): Promise<readonly CompactValue[]> {
    const buffer = await this.#object.read('compactBuffer')
    if ((await this.template()).id !== buffer[0]) this.#template = undefined
    return decodeCompact(buffer, await this.template())
  }

  async #askTemplate(): Promise<CompactTemplate> {
    const description = await this.#object.read('templateDescription')
    return {
      id: await this.#object.read('templateId'),
      captureObjects: await this.#object.read('captureObjects'),
      types: typeDescription.decode(new Reader(description)),
    }
  }
}

/** The values of a compact buffer (IEC 62056-6-2, class 62). Throws ClientError `unexpected-value`. */
export function decodeCompact(
  buffer: Uint8Array,
  { id, captureObjects, types }: CompactTemplate,
): CompactValue[] {
  const target = `compact buffer of template ${id}`
  if (buffer[0] !== id)
    throw new ClientError('unexpected-value', target, `its template is ${buffer[0] ?? 'missing'}`)
  try {
    const value = decodeUntagged(buffer.subarray(1), types)
    const members = value.type === 'structure' ? value.value : [value]
    const values = captureObjects.flatMap((object, i) => {
      const member = members[i]
      return member === undefined ? [] : [{ object, value: member }]
    })
    if (values.length === members.length && values.length === captureObjects.length) return values
    throw new ClientError(
      'unexpected-value',
      target,
      `${members.length} values for ${captureObjects.length} capture objects`,
    )
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    throw new ClientError('unexpected-value', target, error.message, { cause: error })
  }
}
