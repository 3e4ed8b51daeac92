import { FaultError, type FaultOrder } from '@ferraris/metering'
import { DistrictError } from './district-error.ts'
import { ScenarioError } from './scenario/scenario-error.ts'

/** Why a request to a district was not done, as one process reports it to another: an impossible fault or scenario, or another error. */
export type RefusedRequest =
  | Pick<FaultError, 'path' | 'detail' | 'remedy'>
  | (Pick<ScenarioError, 'detail' | 'remedy'> & { readonly path: undefined; readonly step: string })
  | { readonly path: undefined; readonly detail: string }

export function refusedRequest(error: unknown): RefusedRequest {
  if (error instanceof FaultError) {
    const { path, detail, remedy } = error
    return { path, detail, remedy }
  }
  if (error instanceof ScenarioError) {
    const { path, detail, remedy } = error
    return { path: undefined, step: path, detail, remedy }
  }
  return { path: undefined, detail: error instanceof Error ? error.message : String(error) }
}

/** The error that another process has reported. */
export function refusalOf(refused: RefusedRequest): FaultError | ScenarioError | DistrictError {
  if ('step' in refused) return new ScenarioError(refused.step, refused.detail, refused.remedy)
  if (refused.path !== undefined)
    return new FaultError(refused.path as keyof FaultOrder, refused.detail, refused.remedy)
  return new DistrictError('no-lines', refused.detail)
}
