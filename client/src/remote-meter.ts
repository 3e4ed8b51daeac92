import { toHex } from '@ferraris/bytes'
import { type Obis, obis, type Zone, zone } from '@ferraris/cosem'
import { classes, type InterfaceClass } from '@ferraris/cosem/classes'
import { decodeObjectList } from '@ferraris/cosem/values'
import type { Association } from './association.ts'
import { RemoteCompactData } from './compact-data.ts'
import { type KnownObject, type MeterKnowledge, type ObjectCache, objectCache } from './object-cache.ts'
import { RemoteProfile } from './profile.ts'
import { type QuirkEntry, type Quirks, quirksOf } from './quirks.ts'
import { RemoteRegister } from './register.ts'
import { RemoteObject, readData } from './remote-object.ts'

/** What is known of a meter beforehand; all of it may be missing. */
export interface RemoteMeterOptions {
  /** Keeps object lists and scalers between sessions; by default they live as long as this object. */
  readonly cache?: ObjectCache
  /** Where the meter's local time applies. Default UTC. */
  readonly zone?: Zone
  /** Ways of makers, by logical device name. */
  readonly quirks?: readonly QuirkEntry[]
}

const association = { classId: 15, obis: obis('0.0.40.0.0.255'), attribute: 2 }
const deviceName = { classId: 1, obis: obis('0.0.42.0.0.255'), attribute: 2 }

/** A meter with which an association stands, as its user thinks of it: registers, profiles, a clock, a switch. */
export class RemoteMeter {
  /** Logical device name: three letters of the maker, then what the maker likes. */
  readonly name: string
  readonly #association: Association
  readonly #knowledge: MeterKnowledge
  readonly #zone: Zone
  readonly #quirks: Quirks

  private constructor(to: Association, name: string, knowledge: MeterKnowledge, options: RemoteMeterOptions) {
    this.name = name
    this.#association = to
    this.#knowledge = knowledge
    this.#zone = options.zone ?? zone('UTC')
    this.#quirks = quirksOf(name, options.quirks ?? [])
  }

  /** Learns the meter's name and, unless the cache knows it, its object list. Throws ClientError. */
  static async over(to: Association, options: RemoteMeterOptions = {}): Promise<RemoteMeter> {
    const name = await nameOf(to)
    const { cache = objectCache() } = options
    const { systemTitle } = to.server
    const device = systemTitle === undefined ? name : toHex(systemTitle)
    let knowledge = cache.get(device)
    if (knowledge === undefined) {
      const objects = decodeObjectList(await readData(to, association))
      knowledge = {
        objects: new Map(
          objects.map(({ classId, version, obis }): [Obis, KnownObject] => [
            obis,
            { classId, version, obis },
          ]),
        ),
        scalers: new Map(),
      }
      cache.set(device, knowledge)
    }
    return new RemoteMeter(to, name, knowledge, options)
  }

  /** Everything that the meter shows to this client. */
  get objects(): ReadonlyMap<Obis, KnownObject> {
    return this.#knowledge.objects
  }

  /** A register, extended register or demand register: `register('1.0.1.8.0')`. Groups left out at the end are 255. */
  register(name: string): RemoteRegister {
    return new RemoteRegister(this.#association, this.#knowledge, this.#quirks, obisOf(name))
  }

  /** A profile: `profile('1.0.99.1.0')`. */
  profile(name: string): RemoteProfile {
    return new RemoteProfile(this.#association, this.#zone, this.#quirks, obisOf(name))
  }

  compactData(name: string): RemoteCompactData {
    return new RemoteCompactData(this.#association, obisOf(name))
  }

  /** The clock that every meter has. */
  clock(name = '0.0.1.0.0'): RemoteObject<typeof classes.clock> {
    return this.object(classes.clock, name)
  }

  /** Any object by its class: `object(classes.disconnectControl, '0.0.96.3.10')`. */
  object<C extends InterfaceClass>(of: C, name: string): RemoteObject<C> {
    return new RemoteObject(this.#association, of, obisOf(name))
  }
}

/** A name of five groups gets the usual sixth. */
function obisOf(name: string): Obis {
  return obis(name.split('.').length === 5 ? `${name}.255` : name)
}

async function nameOf(to: Association): Promise<string> {
  const { value } = await readData(to, deviceName)
  return value instanceof Uint8Array ? String.fromCharCode(...value) : String(value)
}
