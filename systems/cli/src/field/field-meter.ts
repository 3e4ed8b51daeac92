import type { MeterAccess } from '@ferraris/client'
import type { ConnectOptions } from '../meter/open/open-meter.ts'
import { withAnyMeter } from '../meter/open/with-any-meter.ts'

export type FieldOptions = ConnectOptions & { readonly json?: boolean }

/** Reaches a meter by whatever its URI says, does the work and releases the association. */
export function withFieldMeter<T>(
  uri: string,
  options: FieldOptions,
  work: (meter: MeterAccess) => Promise<T>,
): Promise<T> {
  return withAnyMeter(uri, options, ({ meter }) => work(meter))
}
