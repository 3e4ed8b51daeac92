import { encodeFrame, type Frame, sealFrame } from '@ferraris/chain2'
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

/** 2020-01-01; ten counters a second last until 2033. */
const firstSecond = 1_577_836_800
const countersASecond = 10
