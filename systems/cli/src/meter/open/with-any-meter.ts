import type { MeterAccess } from '@ferraris/client'
import { isSmitpUri } from '@ferraris/transport'
import { type ConnectOptions, withMeter } from './open-meter.ts'
import { withTableMeter } from './open-table-meter.ts'

/** A meter that answers, and its serial number where the URI says it. */
interface AnyMeter {
  readonly meter: MeterAccess
  readonly device: string | undefined
  /** Address of our client, through COSEM. */
  readonly client: number | undefined
}

/** Reaches a meter by whatever its URI says, does the work and releases the association. */
export function withAnyMeter<T>(
  text: string,
  options: ConnectOptions,
  work: (meter: AnyMeter) => Promise<T>,
): Promise<T> {
  return isSmitpUri(text)
    ? withTableMeter(text, options, ({ uri: { device }, meter }) =>
        work({ meter, device, client: undefined }),
      )
    : withMeter(text, options, ({ uri: { device, client }, meter }) => work({ meter, device, client }))
}
