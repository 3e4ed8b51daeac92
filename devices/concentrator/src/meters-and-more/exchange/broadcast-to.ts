import type { Message } from '@ferraris/smitp'
import { encodeMessage } from '@ferraris/smitp'
import { dsaps } from '@ferraris/smitp/mac'
import type { Procedure } from '../../network/procedure.ts'
import type { Neighbourhood } from '../neighbourhood.ts'
import { allBehind } from '../routing/all-behind.ts'
import { waysToMany } from '../routing/ways-to-many.ts'
import { exchangeOver } from './station-request.ts'

/** Broadcasts a message from few stations that together reach these meters. None acknowledges it. */
export function* broadcastTo(
  neighbourhood: Neighbourhood,
  acas: readonly string[],
  message: Message,
): Procedure<void> {
  const lsdu = encodeMessage(message)
  for (const way of waysToMany(neighbourhood, acas)) {
    const broadcast = { discipline: 'S', dsap: dsaps.application, ecc: 'none', lsdu } as const
    const { airtime } = yield* neighbourhood.transact(exchangeOver(allBehind(way), broadcast))
    neighbourhood.counters.count(way.length + 1, 0, airtime, false)
  }
}
