/** A place to listen at. */
export interface Address {
  readonly host: string
  readonly port: number
}

/** Ports taken on one loopback address before the next one is used; stays below the system's ephemeral ports. */
const portsPerHost = 10_000

/**
 * Loopback addresses from a base port on: 127.0.0.1 first, then 127.0.0.2 and so on, for a fleet has more meters than
 * an address has ports. Base port 0 leaves every choice to the system.
 */
export function* addressesFrom(basePort: number): Generator<Address, never> {
  for (let host = 1; ; host++) {
    for (let place = 0; place < portsPerHost; place++) {
      yield { host: `127.0.0.${host}`, port: basePort === 0 ? 0 : basePort + place }
    }
  }
}
