import { encodeData } from '@ferraris/cosem'
import type { AttributeImage, MeterImage, ObjectImage } from '@ferraris/cosem/meter-image'
import { access } from '@ferraris/cosem/values'
import type { Association } from '../session/association.ts'
import { readObjectList } from './object-list.ts'

export interface DumpOptions {
  /** Address of the client that reads. */
  readonly client: number
  readonly deviceName: string
  /** Epoch milliseconds. */
  readonly now: number
  /** Called before each object with how many there are. */
  readonly onObject?: (number: number, of: number) => void
  /** Rows of profiles are left out: they may be long, and are what the customer used. */
  readonly withoutProfiles?: boolean
}

/** Reads everything that a client may read of a meter. Attributes that the meter refuses all the same have no value. */
export async function dumpMeter(association: Association, options: DumpOptions): Promise<MeterImage> {
  const list = await readObjectList(association)
  const objects: ObjectImage[] = []
  for (const [index, { classId, version, obis: name, access: rights }] of list.entries()) {
    options.onObject?.(index + 1, list.length)
    const attributes = new Map<number, AttributeImage>()
    for (const { attribute, mode } of rights.attributes) {
      const readable =
        (mode & access.read) !== 0 && !(options.withoutProfiles && classId === 7 && attribute === 2)
      const [result] = readable ? await association.get({ classId, obis: name, attribute }) : []
      attributes.set(attribute, {
        access: mode,
        value: result?.kind === 'data' ? result.data.slice() : undefined,
      })
    }
    const methods = new Map(rights.methods.map(({ method, mode }) => [method, mode]))
    objects.push({ classId, version, obis: name, attributes: withName(attributes, name), methods })
  }
  const { client, deviceName, now } = options
  return { deviceName, systemTitle: association.server.systemTitle, client, readAt: now, objects }
}

/** The logical name is known even where the list leaves attribute 1 out. */
function withName(attributes: Map<number, AttributeImage>, name: ObjectImage['obis']): typeof attributes {
  if (!attributes.has(1)) {
    const octets = Uint8Array.from(name.split('.').map(Number))
    attributes.set(1, { access: access.read, value: encodeData({ type: 'octet-string', value: octets }) })
  }
  return attributes
}
