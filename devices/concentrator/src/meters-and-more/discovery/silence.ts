import type { Procedure } from '../../network/procedure.ts'
import { requestStation } from '../exchange/station-request.ts'
import type { Neighbourhood } from '../neighbourhood.ts'
import { networkMessageOf } from './network-message.ts'
import { silenceRequest } from './requests.ts'

/**
 * Keeps a meter that has been found from answering further searches, over the best way to it: which proves that way,
 * too. True when it has acknowledged.
 */
export function* silence(neighbourhood: Neighbourhood, aca: string): Procedure<boolean> {
  const answer = yield* requestStation(neighbourhood, aca, silenceRequest, 2)
  if (answer === undefined) return false
  const message = networkMessageOf(answer)
  return message?.kind === 'nack.response' && message.error === 0
}
