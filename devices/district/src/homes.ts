import { resolve } from 'node:path'
import { at } from '@ferraris/bytes'
import { type LoadSource, readLoadCurves, syntheticHousehold } from '@ferraris/meter'
import { DistrictError } from './district-error.ts'

/** The homes of a district, by the number of their meter. */
export interface Homes {
  /** Quarter hours that the curves' file leaves open; 0 for synthetic homes. */
  readonly missing: number
  /** The name of the household behind the n-th meter, n from 1. */
  household(number: number): string
  load(number: number): LoadSource
}

/** Synthetic homes, or those of a file of measured curves, which repeat when there are more meters than households. */
export function homesOf(seed: number, loadCurves: string | undefined): Homes {
  if (loadCurves === undefined) {
    return {
      missing: 0,
      household: number => `synthetic-${seed}-${number}`,
      load: number => syntheticHousehold(seed, number),
    }
  }
  const curves = readLoadCurves(loadCurves)
  const household = (number: number): string => at(curves.households, (number - 1) % curves.households.length)
  return {
    missing: curves.missing,
    household,
    load: number => {
      const load = curves.source(household(number))
      if (load === undefined) throw new DistrictError('other-load', `${loadCurves} lacks a household`)
      return load
    },
  }
}

/** The curves' file of a district: a requested one must be that of its manifest. */
export function sameCurves(asked: string | undefined, kept: string | undefined): string | undefined {
  if (asked === undefined) return kept
  if (resolve(asked) === kept) return kept
  throw new DistrictError(
    'other-load',
    `the homes of this district live from ${kept ?? 'synthetic loads'}; start ${asked} in another data folder`,
  )
}
