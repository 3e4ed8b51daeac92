import { profiles } from '@ferraris/chain2'
import { encodeData, obis } from '@ferraris/cosem'
import { type DeviceState, openDevice, stepDevice } from '@ferraris/customer-device'
import { acaOf, type Chain2Message, type LoadSource, serialOf } from '@ferraris/meter'
import { msOf, secondsOf } from '@ferraris/metering'
import { bandCSender, createLine, randomFrom } from '@ferraris/power-line'
import { NotificationReceiver, notificationFrames } from '@ferraris/smitp/notification'
import { testMeter } from '@ferraris/testing/meter'
import { timeZone } from './simulate/campaign.ts'

const serial = serialOf(1)
const address = acaOf(serial)
export const pod = 'IT001E00000001'

function key(octet: number): Uint8Array {
  return new Uint8Array(16).fill(octet)
}

/** What a meter may do for the management client. */
const management = {
  client: 1,
  mechanism: 'high-gmac',
  protection: { authenticated: true, encrypted: true },
  ciphered: true,
} as const

interface HomeSetup {
  readonly load: LoadSource
  readonly start: number
  readonly weeklyThreshold?: number
}

/** A message on its way: when it was handed to the line, and when it was heard whole. */
export interface Way {
  readonly kind: Chain2Message['kind']
  readonly isReplica: boolean
  readonly handedAt: number
  heardAt: number | undefined
}

/**
 * A meter, a line of band C in the evening, and a device that has nothing but its initial key. Time stands still but for what is
 * asked for: {@link run} goes through it second by second, {@link transmit} puts one message on the line.
 */
export function homeOnLine({ load, start, weeklyThreshold = 0 }: HomeSetup) {
  let now = start
  const meter = testMeter({ serial, load, phases: 1, clock: { now: () => msOf(now) } })
  const { chain2 } = meter
  const contract = { customerCode: '', vendor: '', phone: '', pesse: 0, contractPower: load.contractedPower }
  chain2.configure({ profile: profiles.monitoring, gap: 300, weeklyThreshold, contract }, start)
  const keys = { encryptionKey: key(1), authenticationKey: key(2) }
  chain2.associate({ aca: address, pod, role: 'exchange', initialKey: key(9) }, keys, start)
  const plate = { id: 'DU-1', hardware: '1', firmware: '1', address, timeZone, meters: [] }
  let device = openDevice({ ...plate, initialKey: key(9) })

  const line = createLine(
    {
      name: 'home',
      band: 'cenelec-c',
      substations: ['S'],
      sections: [{ id: 'S-A', from: 'S', to: 'A', metres: 40, cable: 'underground' }],
      homes: ['meter', 'device'].map(id => ({ id, box: 'A', phases: [1] as const, metres: 10 })),
    },
    1,
    { localHour: () => 20 },
  )
  const ways: Way[] = []
  const receiver = new NotificationReceiver(address)
  line.attach('device', {
    heard(psdu, _, at) {
      const apdu = receiver.take(psdu)
      if (apdu === undefined) return
      const heardAt = start + secondsOf(at)
      const way = ways.at(-1)
      if (way !== undefined) way.heardAt = heardAt
      ;[device] = stepDevice(device, { kind: 'apdu', apdu }, Math.floor(heardAt))
    },
    sent() {},
    wake() {},
  })
  const sender = bandCSender(line, 'meter', randomFrom(1))
  const transmit = ({ apdu, number, kind, isReplica }: Chain2Message, at: number): void => {
    line.run(Math.max(line.now, msOf(at - start)))
    ways.push({ kind, isReplica, handedAt: start + secondsOf(line.now), heardAt: undefined })
    for (const frame of notificationFrames(address, apdu, number)) {
      let isGone = false
      sender.offer(frame, () => {
        isGone = true
      })
      while (!isGone) line.run(line.now + 5)
    }
  }
  return {
    meter,
    ways,
    get device(): DeviceState {
      return device
    },
    transmit,
    /** Lets the line fall silent. */
    settle: () => line.run(line.now + 1000),
    /** The meter's limiter: so many watts, so many seconds beyond them. */
    limit(watts: number, seconds: number): void {
      for (const [attributeId, value] of [
        [4, watts],
        [6, seconds],
      ] as const) {
        const target = { classId: 71, instanceId: obis('0.0.17.0.0.255'), attributeId }
        const answer = meter.server.device.set(
          management,
          target,
          encodeData({ type: 'double-long-unsigned', value }),
        )
        if (answer !== 'success') throw new Error(`the limiter says ${answer}`)
      }
    },
    /** Each second up to an instant: the meter does what is due, and the line takes what waits when it is free. */
    run(until: number): void {
      while (now < until) {
        now++
        meter.wake()
        chain2.advance(now)
        while (start + secondsOf(line.now) < now + 1) {
          const message = chain2.take(now)
          if (message === undefined) break
          transmit(message, now)
        }
      }
      line.run(Math.max(line.now, msOf(until - start)))
    },
  }
}

/** A load that draws the same power at any time, W. */
export function steady(power: number): LoadSource {
  const quarters = new Int32Array(96).fill(power / 4)
  const nothing = new Int32Array(96)
  const day = { import: quarters, export: nothing, reactiveImport: nothing, reactiveExport: nothing }
  return { household: 'steady', contractedPower: 3000, day: () => day }
}
