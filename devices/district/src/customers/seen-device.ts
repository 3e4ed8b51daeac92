import type { CounterDay } from '@ferraris/chain2'
import type { DeviceView } from '@ferraris/customer-device'
import type { CustomerHome, HeardFrame } from './customer-home.ts'
import type { CustomerPlate } from './plates.ts'

/** What a customer's device shows, and what it has heard. */
export interface SeenDevice {
  readonly plate: Omit<CustomerPlate, 'initialKey'>
  readonly view: DeviceView
  /** Energy of each quarter of the last days, Wh; null is not known. The oldest day first. */
  readonly days: readonly {
    readonly date: string
    readonly imported: readonly (number | null)[]
    /** Quarters that only the frame of the next one has brought. */
    readonly filled: number
  }[]
  /** Messages received, by day. */
  readonly counters: readonly CounterDay[]
  /** The newest first. */
  readonly heard: readonly HeardFrame[]
  readonly replicas: number
}

/** Days whose curve is shown. */
const mostDays = 8

export function seenDevice({ plate, device, heard }: CustomerHome): SeenDevice {
  const { initialKey: _, ...told } = plate
  const { meters, reception } = device.state
  const meter = meters.find(({ role }) => role === 'M1')
  return {
    plate: told,
    view: device.view(),
    days: (meter?.days ?? [])
      .slice(-mostDays)
      .flatMap(({ date, imported }) =>
        imported === undefined ? [] : [{ date, imported: imported.wh, filled: imported.filled }],
      ),
    counters: meter?.counters ?? [],
    heard: heard.toReversed(),
    replicas: reception.replicas,
  }
}
