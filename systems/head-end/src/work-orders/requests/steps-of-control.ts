import { programmes } from '@ferraris/client'
import { obisCodes } from '@ferraris/metering'
import type { WorkStep } from '@ferraris/work-order'

/** The limiter's threshold in ordinary times: class 71, attribute 4. */
const normalThreshold = '0.0.17.0.0.255:4'

/** What a field device does in the place of an order; undefined for what only the head-end can do. */
export function stepsOfControl(
  kind: string,
  parameters: Readonly<Record<string, unknown>>,
): WorkStep[] | undefined {
  switch (kind) {
    case 'switch':
      return [{ action: parameters.connected === true ? 'reconnect' : 'disconnect' }]
    case 'set-clock':
      return [{ action: 'set-clock' }]
    case 'read-registers':
      return [{ action: 'read-registers' }]
    case 'read-profile': {
      const { from, to } = parameters as { readonly from: string; readonly to: string }
      return [{ action: 'read-profile', profile: obisCodes.loadProfile, from, to }]
    }
    case 'limit':
      return [{ action: 'write', attribute: normalThreshold, value: String(parameters.watts) }]
    case 'firmware': {
      const { sha256, version } = parameters as { readonly sha256: string; readonly version: string }
      return [{ action: 'firmware', sha256, version }]
    }
    default:
      return fieldKinds().includes(kind) ? [{ action: 'programme', kind, parameters }] : undefined
  }
}

/** Its result would be new keys, which no field device brings home. */
const onlyFromHere = 'rotate-keys'

/** Programmes that a field device performs, too. */
export function fieldKinds(): string[] {
  return [...programmes.keys()].filter(kind => kind !== onlyFromHere)
}
