import { fromHex } from '@ferraris/bytes'
import { encodeFrame, type Frame, profiles, sealAssociation, sealFrame } from '@ferraris/chain2'
import { SuiteKeys } from '@ferraris/dlms/security'
import type { DeviceSettings, OperatingKeys } from '../device/settings.ts'

export const initialKey = new Uint8Array(16).fill(7)
/** 2026-11-30 12:00 in Rome. */
export const noon = 1_796_036_400

export function settings(changes: Partial<DeviceSettings> = {}): DeviceSettings {
  return {
    id: 'DU-0001',
    hardware: 'bench 1',
    firmware: '1.0.0',
    address: '4D4143000001',
    initialKey,
    timeZone: 'Europe/Rome',
    meters: [],
    ...changes,
  }
}

export function keysOf(first: number): OperatingKeys {
  return {
    encryptionKey: new Uint8Array(16).fill(first),
    authenticationKey: new Uint8Array(16).fill(first + 1),
  }
}

type Quarter = Partial<Extract<Frame, { frame: 1 }>> & { readonly measureTime: number }

/** What a meter of Chain 2 sends, as far as a test says. */
export class SendingMeter {
  readonly systemTitle: string
  readonly pod: string
  keys: OperatingKeys
  counter = 1
  associationCounter = 1

  constructor(systemTitle = '4645520000000001', pod = 'IT001E00000001', keys = keysOf(1)) {
    this.systemTitle = systemTitle
    this.pod = pod
    this.keys = keys
  }

  association(): Uint8Array {
    return sealAssociation(
      { pod: this.pod, ...this.keys, firstCounter: this.counter, profile: profiles.prepaid, gap: 300 },
      { systemTitle: fromHex(this.systemTitle), initialKey, counter: this.associationCounter++ },
    )
  }

  seal(frame: Frame, keys: OperatingKeys = this.keys, counter = this.counter++): Uint8Array {
    const suite = new SuiteKeys(keys.encryptionKey, keys.authenticationKey)
    return sealFrame(encodeFrame(frame), { systemTitle: fromHex(this.systemTitle), keys: suite, counter })
  }

  power(power: number, eventTime: number): Uint8Array {
    return this.seal({ frame: 21, eventType: 2, eventTime, eventCount: 1, power })
  }

  exceeded(power: number, eventTime: number, countdown: number, eventType = 4): Uint8Array {
    return this.seal({
      frame: 22,
      eventType,
      eventTime,
      eventCount: 1,
      power,
      availablePower: 3300,
      countdown,
    })
  }

  quarter(quarter: Quarter): Uint8Array {
    return this.seal({
      frame: 1,
      messageTime: quarter.measureTime + 5,
      tariff: 1,
      quarterEnergy: 100,
      previousQuarterEnergy: 100,
      power: 400,
      averagePower: 400,
      totalEnergy: 5_000_000,
      ...quarter,
    })
  }

  production(
    measureTime: number,
    quarterEnergy: number,
    totalEnergy: number,
    previousQuarterEnergy = 0,
  ): Uint8Array {
    return this.seal({
      frame: 2,
      messageTime: measureTime + 5,
      measureTime,
      quarterEnergy,
      previousQuarterEnergy,
      power: 4 * quarterEnergy,
      averagePower: 4 * quarterEnergy,
      totalEnergy,
    })
  }
}
