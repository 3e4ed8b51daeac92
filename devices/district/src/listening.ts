import { logicalDevice, type Meter } from '@ferraris/meter'
import { msPerMinute } from '@ferraris/metering'
import { type DlmsListener, listenDlms } from '@ferraris/transport'
import type { Address } from './addresses.ts'
import { DistrictError, systemCodeOf } from './district-error.ts'
import type { DirectEntry } from './manifest.ts'

/** One connection for the head-end, one for a technician, and some that are on their way out. */
const connectionsPerMeter = 8
const idleTimeoutMs = msPerMinute

/** A meter that is built when it is first called, or harmed: until then it is a port and an entry. */
export class SleepingMeter {
  readonly #build: () => Meter
  #meter: Meter | undefined

  constructor(build: () => Meter) {
    this.#build = build
  }

  get meter(): Meter {
    this.#meter ??= this.#build()
    return this.#meter
  }

  /** Whether it can be called: not without supply, and not with a dead modem. */
  get isReachable(): boolean {
    return this.#meter?.reachable ?? true
  }
}

/** Serves a meter at an address. Without supply it is still there, and closes what comes. */
function serve({ host, port }: Address, sleeping: SleepingMeter): Promise<DlmsListener> {
  return listenDlms({
    host,
    port,
    server: logicalDevice,
    maxConnections: connectionsPerMeter,
    idleTimeoutMs,
    supplied: () => sleeping.isReachable,
    get settings() {
      return sleeping.meter.server
    },
    onEvent: event => sleeping.meter.log(event),
    onFailure: error => console.error(`a meter at ${host}:${port} could not answer: ${String(error)}`),
  })
}

/** Listens where a meter has listened before; undefined where another program has its port now. */
export async function listenAt(entry: DirectEntry, meter: SleepingMeter): Promise<DlmsListener | undefined> {
  try {
    return await serve(entry, meter)
  } catch (cause) {
    if (systemCodeOf(cause) === 'EADDRINUSE') return undefined
    throw refused(entry, 'choose another data folder', cause)
  }
}

/** Finds a free address for a new meter. */
export async function settle(
  place: Omit<DirectEntry, keyof Address>,
  addresses: Generator<Address, never>,
  taken: ReadonlySet<string>,
  build: (entry: DirectEntry) => Meter,
): Promise<[DirectEntry, DlmsListener, SleepingMeter]> {
  for (;;) {
    // Not `for … of`, which would end the generator with the first meter that finds its place.
    const address = addresses.next().value
    if (taken.has(`${address.host}:${address.port}`)) continue
    try {
      // No client can connect before this turn of the event loop is over, and then the entry is there.
      const meter = new SleepingMeter(() => build(entry))
      const listener = await serve(address, meter)
      const entry: DirectEntry = { ...place, host: address.host, port: listener.port }
      return [entry, listener, meter]
    } catch (cause) {
      if (systemCodeOf(cause) !== 'EADDRINUSE')
        throw refused({ ...place, ...address }, 'try another base port', cause)
    }
  }
}

function refused(
  { serial, host, port }: Pick<DirectEntry, 'serial' | 'host' | 'port'>,
  advice: string,
  cause: unknown,
): DistrictError {
  const code = systemCodeOf(cause)
  if (code === 'EMFILE' || code === 'ENFILE') {
    return new DistrictError(
      'too-many-files',
      `${serial} finds no file descriptor left: each meter needs one; start fewer meters or raise the limit (ulimit -n)`,
      { cause },
    )
  }
  return new DistrictError('port-in-use', `${serial} cannot listen at ${host}:${port} (${code}); ${advice}`, {
    cause,
  })
}
