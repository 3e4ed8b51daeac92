import { fromHex } from '@ferraris/bytes'
import { encodeFrame, type Frame, profiles, sealAssociation, sealFrame } from '@ferraris/chain2'
import { type DeviceSettings, openDevice, stepDevice } from '@ferraris/customer-device'
import { SuiteKeys } from '@ferraris/dlms/security'
import { decodeCustomerDown, encodeCustomerDown } from '@ferraris/uplink'
import { ofText, type Target, texts } from '../target.ts'

const now = Date.UTC(2026, 10, 30, 12) / 1000
const initialKey = new Uint8Array(16).fill(7)
const keys = { encryptionKey: new Uint8Array(16).fill(1), authenticationKey: new Uint8Array(16).fill(2) }
const systemTitle = '4645520000000001'
const pod = 'IT001E01524052'

const settings: DeviceSettings = {
  id: 'DU-1',
  hardware: '1',
  firmware: '1',
  address: '4D4143000001',
  initialKey,
  timeZone: 'Europe/Rome',
  meters: [{ role: 'M1', systemTitle, pod, keys }],
}

const frames: readonly Frame[] = [
  { frame: 21, eventType: 2, eventTime: now, eventCount: 1, power: 640 },
  {
    frame: 1,
    messageTime: now,
    measureTime: now,
    tariff: 1,
    quarterEnergy: 100,
    previousQuarterEnergy: 90,
    power: 400,
    averagePower: 400,
    totalEnergy: 5_000_000,
  },
]

function telegrams(): Uint8Array[] {
  const suite = new SuiteKeys(keys.encryptionKey, keys.authenticationKey)
  const title = fromHex(systemTitle)
  const association = { pod, ...keys, firstCounter: 1, profile: profiles.basic, gap: 300 }
  return [
    sealAssociation(association, { systemTitle: title, initialKey, counter: 1 }),
    ...frames.map((frame, i) =>
      sealFrame(encodeFrame(frame), { systemTitle: title, keys: suite, counter: i + 1 }),
    ),
  ]
}

/** A customer's device with what comes over the line, and by the second way. */
export function customerDeviceTargets(): Target[] {
  let state = openDevice(settings)
  return [
    {
      name: 'customer device: telegram',
      decode(apdu) {
        ;[state] = stepDevice(state, { kind: 'apdu', apdu }, now)
      },
      seeds: telegrams(),
    },
    {
      name: 'customer device: message of the platform',
      decode: ofText(decodeCustomerDown),
      seeds: texts(
        encodeCustomerDown({ kind: 'message', id: 'M-1', from: 'supplier', text: 'Hello', sentAt: 1 }),
      ),
      json: true,
    },
  ]
}
