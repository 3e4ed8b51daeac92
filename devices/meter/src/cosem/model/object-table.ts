import type { Data, Obis } from '@ferraris/cosem'
import { access, type ObjectListElement } from '@ferraris/cosem/values'
import type { Conformance } from '@ferraris/dlms'
import type { AutomatedObjects } from '../../automation/automation.ts'
import type { AttributeReference } from '../../automation/self-access.ts'
import type { ClientName } from '../../security/clients.ts'
import type { ObjectDirectory } from './context.ts'
import type { ObjectEntry } from './object.ts'

/** The objects of one kind of meter, to be found by their names. */
export class ObjectTable implements AutomatedObjects, ObjectDirectory {
  readonly entries: readonly ObjectEntry[]
  readonly scheduled: AutomatedObjects['scheduled']
  /** The services that meters with these objects offer. */
  readonly conformance: Conformance
  readonly #byName: ReadonlyMap<Obis, ObjectEntry>
  readonly #visible: Readonly<Record<ClientName, ReadonlySet<ObjectEntry>>>

  constructor(entries: readonly ObjectEntry[], conformance: Conformance) {
    this.entries = entries
    this.conformance = conformance
    this.scheduled = entries.flatMap(({ classId, version, obis, agenda, isOnStoredEnergy = false }) =>
      agenda === undefined ? [] : [{ classId, version, obis, agenda, isOnStoredEnergy }],
    )
    this.#byName = new Map(entries.map(entry => [entry.obis, entry]))
    this.#visible = {
      public: visible(entries, 'public'),
      reader: visible(entries, 'reader'),
      management: visible(entries, 'management'),
    }
  }

  /** The object with a logical name, whatever its class. */
  find(obis: Obis): ObjectEntry | undefined {
    return this.#byName.get(obis)
  }

  has(classId: number, of: Obis): boolean {
    return this.find(of)?.classId === classId
  }

  factoryValue(of: Obis, attribute: number): Data | undefined {
    return this.find(of)?.attributes.get(attribute)?.factory
  }

  isFunctionOfTime({ classId, obis, attribute }: AttributeReference): boolean {
    const object = this.find(obis)
    return object?.classId === classId && object.attributes.get(attribute)?.isFunctionOfTime === true
  }

  /** Whether a client may use anything of an object. */
  isVisible(object: ObjectEntry, client: ClientName): boolean {
    return this.#visible[client].has(object)
  }

  listFor(client: ClientName): ObjectListElement[] {
    return [...this.#visible[client]].map(entry => listElement(entry, client))
  }
}

function visible(entries: readonly ObjectEntry[], client: ClientName): Set<ObjectEntry> {
  return new Set(
    entries.filter(
      ({ attributes, methods }) =>
        [...attributes.values()].some(({ get, set }) => get.includes(client) || set.includes(client)) ||
        [...methods.values()].some(({ access }) => access.includes(client)),
    ),
  )
}

function listElement(
  { classId, version, obis, attributes, methods }: ObjectEntry,
  client: ClientName,
): ObjectListElement {
  return {
    classId,
    version,
    obis,
    access: {
      attributes: [
        { attribute: 1, mode: access.read, selectors: undefined },
        ...Array.from(attributes, ([attribute, { get, set, selectors }]) => ({
          attribute,
          mode: (get.includes(client) ? access.read : 0) + (set.includes(client) ? access.write : 0),
          selectors,
        })),
      ],
      methods: [...methods].flatMap(([method, entry]) =>
        // Numbers below zero are internal to the meter.
        method < 0 ? [] : [{ method, mode: entry.access.includes(client) ? access.invoke : access.none }],
      ),
    },
  }
}
