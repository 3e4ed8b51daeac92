import { encodeFrame, type Frame, gapOf, sealAssociation, sealFrame } from '@ferraris/chain2'
import { SuiteKeys } from '@ferraris/dlms/security'
import type { ParameterMeter, SampleParameters } from './parameters.ts'

/** Overrides of what a case wants to be wrong. */
export interface Wrong {
  readonly systemTitle?: Uint8Array
  readonly encryptionKey?: Uint8Array
  readonly authenticationKey?: Uint8Array
  readonly counter?: number
}

/**
 * The meter's end of the bench: frames of one meter under the keys of one sample. A counter is used once; a bench that runs again goes on
 * above what it has used, because counters begin with the seconds since 2020.
 */
export class BenchMeter {
  readonly #meter: ParameterMeter
  readonly #sample: SampleParameters
  #counter: number

  constructor(meter: ParameterMeter, sample: SampleParameters, now: number) {
    this.#meter = meter
    this.#sample = sample
    this.#counter = Math.floor((now - firstSecond) * countersASecond)
  }

  /** Skips counters that a case wants to use later. */
  reserve(): number {
    return this.#counter++
  }

  /** What the next frame would bear. */
  next(): { readonly systemTitle: Uint8Array; readonly counter: number } {
    return { systemTitle: this.#meter.systemTitle, counter: this.reserve() }
  }

  /** Tells the keys of the sample, and that they are in use from now on. */
  association(): Uint8Array {
    const { operatingKey, authenticationKey } = this.#sample
    const counter = this.reserve()
    return sealAssociation(
      {
        pod: this.#meter.pod ?? '',
        encryptionKey: operatingKey,
        authenticationKey,
        firstCounter: this.#counter,
        profile: everyFrame,
        gap: gapOf(contractPower),
      },
      { systemTitle: this.#meter.systemTitle, initialKey: operatingKey, counter },
    )
  }

  seal(frame: Frame, wrong: Wrong = {}): Uint8Array {
    const { operatingKey, authenticationKey } = this.#sample
    const keys = new SuiteKeys(
      wrong.encryptionKey ?? operatingKey,
      wrong.authenticationKey ?? authenticationKey,
    )
    const systemTitle = wrong.systemTitle ?? this.#meter.systemTitle
    return sealFrame(encodeFrame(frame), { systemTitle, keys, counter: wrong.counter ?? this.reserve() })
  }
}

/** What the association tells of the customer: all frames, and a contract of 3 kW. */
const everyFrame = 0xffff_ffff
const contractPower = 3000

/** 2020-01-01; ten counters a second last until 2033. */
const firstSecond = 1_577_836_800
const countersASecond = 10
