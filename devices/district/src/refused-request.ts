import { FaultError } from '@ferraris/metering'

/** Why a request to the power lines was not done, as one process reports it to another: an impossible fault, or another error. */
export type RefusedRequest =
  | Pick<FaultError, 'path' | 'detail' | 'remedy'>
  | { readonly path: undefined; readonly detail: string }

export function refusedRequest(error: unknown): RefusedRequest {
  if (!(error instanceof FaultError))
    return { path: undefined, detail: error instanceof Error ? error.message : String(error) }
  const { path, detail, remedy } = error
  return { path, detail, remedy }
}
