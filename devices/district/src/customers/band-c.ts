import { mix } from '@ferraris/bytes'
import { type DistrictPlan, planDistrict, withDevices } from '@ferraris/power-line'
import type { CustomerPlate } from './plates.ts'

/** The places on band C of the meters and devices of some homes that stand on one line, which follows from their number and a seed. */
export function planOfBandC(plates: readonly CustomerPlate[], seed: number): DistrictPlan {
  const plan = planDistrict({ meters: plates.length, hops: 3, seed: mix(seed, 0xc2), band: 'cenelec-c' })
  return withDevices(plan, i => {
    const { meter = '', id = '' } = plates[i] ?? {}
    return { meter, device: id, seed: mix(seed, i) }
  })
}
