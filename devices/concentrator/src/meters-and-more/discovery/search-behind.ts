import { isSection } from '@ferraris/smitp/mac'
import { maxNeighbours } from '@ferraris/smitp/network'
import type { Procedure } from '../../network/procedure.ts'
import { exchangeOver, requestOver } from '../exchange/station-request.ts'
import type { Neighbourhood } from '../neighbourhood.ts'
import { allBehind } from '../routing/all-behind.ts'
import { mostHops } from '../routing/find-routes.ts'
import { here } from '../routing/link-map.ts'
import type { Clashes } from './clashes.ts'
import { networkMessageOf } from './network-message.ts'
import {
  addressRequestBehind,
  allStations,
  type Circle,
  halvesOf,
  partOf,
  silenceAllRequest,
  wakeRequest,
} from './requests.ts'
import { silence } from './silence.ts'

/** Requests to one node in one go: the next one comes in a later round. */
const mostRequests = 8

/**
 * Finds the stations behind a meter: lets it search for the concentrator, silences those it reports (their number is bounded,
 * and the same ones would come again), and requests on until none answers. `waking` first wakes all that hear it, also
 * those found before: that brings to light links to meters which are known already, and meters another master has
 * silenced. Where very many hear each other that is done for a part of them, and all are silenced in the end: they would fill
 * the slots of all later searches. A new one among them answers calls. False when the node did not answer.
 */
export function* searchBehind(
  neighbourhood: Neighbourhood,
  clashes: Clashes,
  node: string,
  waking: boolean,
): Procedure<boolean> {
  const { host, links, routes } = neighbourhood
  // How many hear a node is not known before they were searched: about as many as hear the concentrator.
  const around = Math.max(links.neighbours(node).size, links.neighbours(here).size)
  const first = waking ? partOf(around, host.random) : allStations
  const answered = yield* searchFor(neighbourhood, clashes, node, first, waking)
  const route = routes.choose(node, new Map(), host.now)
  if (first.shift > 0 && route !== undefined && route.length < mostHops)
    yield* neighbourhood.transact(exchangeOver(allBehind(route), silenceAllRequest))
  return answered
}

function* searchFor(
  neighbourhood: Neighbourhood,
  clashes: Clashes,
  node: string,
  first: Circle,
  waking: boolean,
): Procedure<boolean> {
  const { host, links, routes } = neighbourhood
  const silenced = new Set<string>()
  const circles: Circle[] = [first]
  let answered = false
  for (let count = 0; count < mostRequests; count++) {
    const circle = circles.at(-1)
    if (circle === undefined) return true
    const route = routes.choose(node, new Map(), host.now)
    if (route === undefined) break
    if (waking && count === 0 && route.length < mostHops) {
      yield* neighbourhood.transact(exchangeOver(allBehind(route), wakeRequest))
      clashes.woken()
    }
    const answer = yield* requestOver(neighbourhood, route, addressRequestBehind(circle, 'RC2'))
    const message = answer && networkMessageOf(answer)
    if (message?.kind !== 'reqaddr.response') {
      if (count > 0) continue
      break
    }
    answered = true
    if (message.neighbours.length === 0) {
      circles.pop()
      continue
    }
    let someNew = false
    const found = message.neighbours.filter(
      ({ address }) => !isSection(address) && host.roster.admits(address),
    )
    for (const { address, snr, signal } of found) {
      clashes.answered(address)
      links.heard(node, address, snr, signal, host.now)
      host.roster.heard(address, host.now)
      someNew ||= !silenced.has(address)
    }
    for (const { address } of found) {
      if (silenced.has(address)) continue
      if (yield* silence(neighbourhood, address)) clashes.silenced(address)
      silenced.add(address)
    }
    if (someNew) continue
    // Only such that will not be silent: look past them.
    const halves = message.neighbours.length === maxNeighbours ? halvesOf(circle) : undefined
    circles.pop()
    if (halves !== undefined) circles.push(...halves)
  }
  return answered
}
