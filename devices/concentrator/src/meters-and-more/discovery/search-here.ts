import { broadcast, type Discipline, disciplines } from '@ferraris/smitp/mac'
import type { Course } from '../../network/procedure.ts'
import type { Section } from '../../section.ts'
import { exchangeOver } from '../exchange/request.ts'
import { here } from '../routing/link-map.ts'
import type { Clashes } from './clashes.ts'
import { networkMessageOf } from './network-message.ts'
import { type Circle, everybody, halvesOf, wake, whoIsThere } from './requests.ts'
import { calm } from './silence.ts'

/** Classes with slots for answers, from few to many. */
const responseSlots: readonly Discipline[] = ['RC1', 'RC2', 'RC3', 'RC4']

/** Rounds in which nobody new answers, after which all who hear us are taken to be found. */
const quietRounds = 2

/** However loud the line is, it ends. */
const mostRounds = 60

/**
 * Finds all meters that hear the concentrator itself: wakes them, and asks until nobody new answers. Many answers make
 * the next round wider, and where answers only collide, the circle of those asked is halved; those on our own phase come
 * first, which are the most likely to be heard.
 */
export function* searchHere(section: Section, clashes: Clashes): Course<string[]> {
  yield exchangeOver([broadcast], wake)
  yield exchangeOver([broadcast], wake)
  clashes.woken()
  const found: string[] = []
  const calmed = new Set<string>()
  const circles: Circle[] = [everybody, { ...everybody, phase: 'same' }]
  let width = 1
  let quiet = 0
  for (let round = 0; round < mostRounds && circles.length > 0; round++) {
    const circle = circles[circles.length - 1]
    const discipline = responseSlots[width]
    const { outcome, airtime } = yield exchangeOver([broadcast], whoIsThere(circle, discipline))
    const answers = outcome.kind === 'answers' ? outcome.answers : []
    section.counters.count(1, answers.length, airtime, false)
    const awake = new Set<string>()
    for (const answer of answers) {
      const message = networkMessageOf(answer)
      if (message?.kind !== 'address.response') continue
      const { address, snr, signal } = message
      if (!section.roster.admits(address)) continue
      clashes.answered(address)
      section.links.heard(here, address, snr, signal, section.now)
      section.links.heardHere(address, answer.reception, section.now)
      if (section.roster.heard(address, section.now)) found.push(address)
      section.roster.get(address)!.inPhase = answer.reception.inPhase
      awake.add(address)
    }
    // A meter that cannot be silenced would be new in every round.
    const someNew = [...awake].some(aca => !calmed.has(aca))
    for (const aca of awake) {
      if (yield* calm(section, aca)) clashes.silenced(aca)
      calmed.add(aca)
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
  return found
}
