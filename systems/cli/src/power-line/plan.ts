import { readFileSync } from 'node:fs'
import { type BandName, type DistrictPlan, PlanError, parsePlan, planDistrict } from '@ferraris/power-line'
import { InputError } from '../errors.ts'

/** What the command line says of a district. */
export interface DistrictChoice {
  readonly meters: number
  readonly hops: number
  readonly seed: number
  readonly band: BandName
  /** A file, instead of all the others. */
  readonly plan?: string
}

/** `power-line plan`. */
export function printPlan(choice: DistrictChoice): void {
  process.stdout.write(`${JSON.stringify(planOf(choice), null, 2)}\n`)
}

/** The plan that is meant. Throws InputError. */
export function planOf({ plan: file, ...shape }: DistrictChoice): DistrictPlan {
  try {
    return file === undefined ? planDistrict(shape) : parsePlan(readPlan(file))
  } catch (error) {
    if (!(error instanceof PlanError)) throw error
    const where = file === undefined ? `--${error.path}` : `${file}: ${error.path}`
    throw new InputError(where, error.detail, 'see ferraris power-line plan', { cause: error })
  }
}

function readPlan(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new InputError('--plan', `${file} cannot be read as JSON`, 'see ferraris power-line plan', {
      cause: error,
    })
  }
}
