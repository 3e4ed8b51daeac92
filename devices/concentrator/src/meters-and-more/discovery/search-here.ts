import { at } from '@ferraris/bytes'
import { broadcast, type Discipline, disciplines, isSection } from '@ferraris/smitp/mac'
import type { Procedure } from '../../network/procedure.ts'
import { exchangeOver } from '../exchange/station-request.ts'
import type { Neighbourhood } from '../neighbourhood.ts'
import { here } from '../routing/link-map.ts'
import type { Clashes } from './clashes.ts'
import { networkMessageOf } from './network-message.ts'
import { addressRequest, allStations, type Circle, halvesOf, wakeRequest } from './requests.ts'
import { silence } from './silence.ts'

/** Classes with slots for answers, from few to many. */
const responseSlots: readonly Discipline[] = ['RC1', 'RC2', 'RC3', 'RC4']

/** Rounds in which no new station answers, after which all stations in reach are taken to be found. */
const quietRounds = 2

/** However noisy the power line is, the search ends. */
const mostRounds = 60

/**
 * Finds all meters that hear the concentrator itself: wakes them, and searches until no new one answers. Many answers
 * make the next round wider, and where answers only collide, the circle of those asked is halved; stations on the concentrator's
 * phase come first, as the most likely to be heard.
 */
export function* searchHere(neighbourhood: Neighbourhood, clashes: Clashes): Procedure<void> {
  const { host, links, stations, counters } = neighbourhood
  yield* neighbourhood.transact(exchangeOver([broadcast], wakeRequest))
  yield* neighbourhood.transact(exchangeOver([broadcast], wakeRequest))
  clashes.woken()
  const silenced = new Set<string>()
  const circles: Circle[] = [allStations, { ...allStations, phase: 'same' }]
  let width = 1
  let quiet = 0
  for (let round = 0; round < mostRounds; round++) {
    const circle = circles.at(-1)
    if (circle === undefined) return
    const discipline = at(responseSlots, width)
    const request = addressRequest(circle, discipline)
    const { outcome, airtime } = yield* neighbourhood.transact(exchangeOver([broadcast], request))
    const answers = outcome.kind === 'answers' ? outcome.answers : []
    counters.count(1, answers.length, airtime, false)
    const awake = new Set<string>()
    for (const answer of answers) {
      const message = networkMessageOf(answer)
      if (message?.kind !== 'address.response') continue
      const { address, snr, signal } = message
      if (isSection(address) || !host.roster.admits(address)) continue
      clashes.answered(address)
      links.heard(here, address, snr, signal, host.now)
      links.heardHere(address, answer.reception, host.now)
      host.roster.heard(address, host.now)
      stations.heardDirectly(address, answer.reception.inPhase, host.now)
      awake.add(address)
    }
    // A meter that cannot be silenced would be new in every round.
    const someNew = [...awake].some(aca => !silenced.has(aca))
    for (const aca of awake) {
      if (yield* silence(neighbourhood, aca)) clashes.silenced(aca)
      silenced.add(aca)
    }
    const halves = outcome.kind === 'garbled' ? halvesOf(circle) : undefined
    if (halves !== undefined) circles.splice(-1, 1, ...halves)
    else if (someNew) quiet = 0
    else if (++quiet >= quietRounds || circle.shift > 0) {
      circles.pop()
      quiet = 0
    }
    const { slots } = disciplines[discipline]
    if (awake.size > slots / 3) width = Math.min(width + 1, responseSlots.length - 1)
    else if (awake.size < slots / 8) width = Math.max(width - 1, 0)
  }
}
