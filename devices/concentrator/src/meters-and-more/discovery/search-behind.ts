import { maxNeighbours } from '@ferraris/smitp/network'
import type { Course } from '../../network/procedure.ts'
import type { Section } from '../../section.ts'
import { exchangeOver, sayOver } from '../exchange/request.ts'
import { mostHops } from '../routing/find-routes.ts'
import type { Clashes } from './clashes.ts'
import { networkMessageOf } from './network-message.ts'
import { type Circle, everybody, everybodyBehind, halvesOf, wake, whoIsBehind } from './requests.ts'
import { calm } from './silence.ts'

/** Questions to one node in one go: the next one comes in a later round. */
const mostQuestions = 8

export interface SearchOutcome {
  /** Whether the node could be asked at all. */
  readonly asked: boolean
  /** Whether its neighbourhood fell silent, so that nobody is left to be found there. */
  readonly exhausted: boolean
  readonly found: readonly string[]
}

/**
 * Finds who is behind a meter: lets it ask in our name, silences those it reports (their number is bounded, and the
 * same ones would come again), and asks on until nobody answers. `waking` first wakes all who hear it, also those found
 * before: that brings to light links to meters which are known already, and meters another master has silenced.
 */
export function* searchBehind(
  section: Section,
  clashes: Clashes,
  node: string,
  waking: boolean,
): Course<SearchOutcome> {
  const found: string[] = []
  const calmed = new Set<string>()
  const circles: Circle[] = [everybody]
  let answered = false
  for (let question = 0; question < mostQuestions; question++) {
    const circle = circles.at(-1)
    if (circle === undefined) return { asked: true, exhausted: true, found }
    const route = section.routes.choose(node, new Map(), section.now)
    if (route === undefined) break
    if (waking && question === 0 && route.length < mostHops) {
      yield exchangeOver(everybodyBehind(route), wake)
      clashes.woken()
    }
    const answer = yield* sayOver(section, route, whoIsBehind(circle, 'RC2'))
    const message = answer && networkMessageOf(answer)
    if (message?.kind !== 'reqaddr.response') {
      if (question > 0) continue
      break
    }
    answered = true
    if (message.neighbours.length === 0) {
      circles.pop()
      continue
    }
    let someNew = false
    const neighbours = message.neighbours.filter(({ address }) => section.roster.admits(address))
    for (const { address, snr, signal } of neighbours) {
      clashes.answered(address)
      section.links.heard(node, address, snr, signal, section.now)
      if (section.roster.heard(address, section.now)) found.push(address)
      someNew ||= !calmed.has(address)
    }
    for (const { address } of neighbours) {
      if (calmed.has(address)) continue
      if (yield* calm(section, address)) clashes.silenced(address)
      calmed.add(address)
    }
    if (someNew) continue
    // Only such that will not be silent: look past them.
    const halves = message.neighbours.length === maxNeighbours ? halvesOf(circle) : undefined
    circles.pop()
    if (halves !== undefined) circles.push(...halves)
  }
  return { asked: answered, exhausted: false, found }
}
