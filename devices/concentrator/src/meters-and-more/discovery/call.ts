import type { LineOutcome } from '@ferraris/smitp/line'
import { broadcast, isSection } from '@ferraris/smitp/mac'
import type { Caller } from '@ferraris/smitp/network'
import type { Procedure } from '../../network/procedure.ts'
import { exchangeOver, requestStation } from '../exchange/station-request.ts'
import type { Neighbourhood } from '../neighbourhood.ts'
import { here } from '../routing/link-map.ts'
import { waysToMany } from '../routing/ways-to-many.ts'
import { networkMessageOf } from './network-message.ts'
import { callRequest, callRequestBehind } from './requests.ts'
import { silence } from './silence.ts'

/** Attempts at a node that is to call: what they miss the next call finds. */
const mostAttempts = 2

/** The nodes that together call all known meters, beside the concentrator itself. */
export function callers(neighbourhood: Neighbourhood): string[] {
  const known = [...neighbourhood.host.roster.all()].filter(({ state }) => state !== 'foreign')
  const ways = waysToMany(
    neighbourhood,
    known.map(({ aca }) => aca),
  )
  return ways.flatMap(way => way.at(-1) ?? [])
}

/** Calls all that hear the concentrator, again where nothing answers, and in many slots where several do at once. Returns those with news. */
export function* callHere(neighbourhood: Neighbourhood, unasked: number): Procedure<readonly string[]> {
  let outcome = yield* callOnce(neighbourhood, unasked, 'one')
  if (outcome.kind === 'silence') outcome = yield* callOnce(neighbourhood, unasked, 'one')
  if (outcome.kind === 'garbled') outcome = yield* callOnce(neighbourhood, unasked, 'many')
  const answers = outcome.kind === 'answers' ? outcome.answers : []
  const messages = answers.map(networkMessageOf).filter(message => message?.kind === 'call.response')
  return yield* taken(neighbourhood, here, messages)
}

function* callOnce(
  neighbourhood: Neighbourhood,
  unasked: number,
  slots: 'one' | 'many',
): Procedure<LineOutcome> {
  const request = exchangeOver([broadcast], callRequest(unasked, slots))
  const { outcome, airtime } = yield* neighbourhood.transact(request)
  neighbourhood.counters.count(1, outcome.kind === 'answers' ? outcome.answers.length : 0, airtime, false)
  return outcome
}

/** Lets a node call all that hear it. Returns those with news; undefined where the node does not answer itself. */
export function* callBehind(
  neighbourhood: Neighbourhood,
  node: string,
  unasked: number,
): Procedure<readonly string[] | undefined> {
  const answer = yield* requestStation(neighbourhood, node, callRequestBehind(unasked), mostAttempts)
  const message = answer && networkMessageOf(answer)
  if (message?.kind !== 'reqcall.response') return undefined
  return yield* taken(neighbourhood, node, message.callers)
}

/** Notes what was heard. A meter without a concentrator is silenced, as in a search; its answer shows, too, that it is there. */
function* taken(
  neighbourhood: Neighbourhood,
  from: string,
  callers: readonly Pick<Caller, 'address' | 'reason' | 'snr' | 'signal'>[],
): Procedure<readonly string[]> {
  const { links, host } = neighbourhood
  const { roster } = host
  const heard = callers.filter(({ address }) => !isSection(address) && roster.admits(address))
  for (const { address, snr, signal } of heard) {
    links.heard(from, address, snr, signal, host.now)
    roster.heard(address, host.now)
  }
  const { news = [], unserved = [] } = Object.groupBy(heard, ({ reason }) => reason)
  for (const { address } of unserved) {
    if (roster.get(address)?.state !== 'foreign') yield* silence(neighbourhood, address)
  }
  return news.map(({ address }) => address)
}
