import type { Data, Obis } from '@ferraris/cosem'
import type { ActionName } from './actions.ts'
import type { SourceName } from './sources.ts'

/** The clients a meter knows, by the address they call from. */
export const clients = { public: 16, reader: 2, management: 1 } as const

/** Name of a client, and of its association. */
export type ClientName = keyof typeof clients

/** A client with keys of its own. */
export type SecuredClient = Exclude<ClientName, 'public'>

/** One attribute: a constant or the name of the source of its value, and which clients may read and write it. */
export interface AttributeEntry {
  readonly value: Data | SourceName
  readonly get: readonly ClientName[]
  readonly set: readonly ClientName[]
  /** Selectors of selective access that the attribute offers. */
  readonly selectors?: readonly number[]
}

/** One method: what it does, and which clients may invoke it. */
export interface MethodEntry {
  readonly does: ActionName
  readonly access: readonly ClientName[]
}

/** One COSEM object as data. Attribute 1, the logical name, is implied. */
export interface ObjectEntry {
  readonly classId: number
  readonly version: number
  readonly obis: Obis
  readonly attributes: Readonly<Record<number, AttributeEntry>>
  readonly methods: Readonly<Record<number, MethodEntry>>
}

/** The objects of one kind of meter, to be found by class and name. */
export class ObjectTable {
  readonly entries: readonly ObjectEntry[]
  readonly #byName: ReadonlyMap<Obis, ObjectEntry>
  readonly #visible: Readonly<Record<ClientName, ReadonlySet<ObjectEntry>>>

  constructor(entries: readonly ObjectEntry[]) {
    this.entries = entries
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

  /** Whether a client may use anything of an object. */
  isVisible(object: ObjectEntry, client: ClientName): boolean {
    return this.#visible[client].has(object)
  }

  /** The objects of which a client may use anything. */
  visibleTo(client: ClientName): ObjectEntry[] {
    return [...this.#visible[client]]
  }
}

function visible(entries: readonly ObjectEntry[], client: ClientName): Set<ObjectEntry> {
  return new Set(
    entries.filter(
      ({ attributes, methods }) =>
        Object.values(attributes).some(({ get, set }) => get.includes(client) || set.includes(client)) ||
        Object.values(methods).some(({ access }) => access.includes(client)),
    ),
  )
}
