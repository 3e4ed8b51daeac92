import type { LineAnswer, LineExchange } from '@ferraris/smitp/line'
import type { Address, Discipline, Ecc } from '@ferraris/smitp/mac'
import type { Procedure } from '../../network/procedure.ts'
import type { Neighbourhood } from '../neighbourhood.ts'

/** A request to one station, wherever it is. */
export interface StationRequest {
  readonly discipline: Discipline
  readonly dsap: number
  readonly ecc: Ecc
  readonly lsdu: Uint8Array
  readonly segmented?: boolean
  readonly poll?: boolean
}

/** The attempts at one station: over the cheapest route first, and over another one where that fails. */
export class Attempts {
  readonly #neighbourhood: Neighbourhood
  readonly #station: string
  readonly #failures: Map<string, number>
  #left: number

  constructor(neighbourhood: Neighbourhood, station: string, most = neighbourhood.host.settings.attempts) {
    this.#neighbourhood = neighbourhood
    this.#station = station
    // One that is silent is tried over all ways in turn, however many attempts that takes.
    this.#failures = isSilent(neighbourhood, station) ? neighbourhood.stations.failuresOf(station) : new Map()
    this.#left = most
  }

  /** Makes the request once more; undefined when there was no answer. */
  *make(request: StationRequest): Procedure<LineAnswer | undefined> {
    const { routes, now } = this.#neighbourhood
    const route = routes.choose(this.#station, this.#failures, now)
    if (route === undefined) {
      this.#left = 0
      return undefined
    }
    this.#left--
    const answer = yield* requestOver(this.#neighbourhood, route, request)
    if (answer === undefined) this.#failures.set(route.join(), (this.#failures.get(route.join()) ?? 0) + 1)
    return answer
  }

  /** Whether another attempt is left. */
  get left(): boolean {
    return this.#left > 0
  }
}

/**
 * Makes a request to a station until it is answered: the same octets may arrive several times. Undefined when there was
 * no answer, or no route is known.
 */
export function* requestStation(
  neighbourhood: Neighbourhood,
  station: string,
  request: StationRequest,
  most?: number,
): Procedure<LineAnswer | undefined> {
  const attempts = new Attempts(neighbourhood, station, most)
  while (attempts.left) {
    const answer = yield* attempts.make(request)
    if (answer !== undefined) return answer
  }
  return undefined
}

/** One attempt over one route, the station last. Each updates the map of links. */
export function* requestOver(
  neighbourhood: Neighbourhood,
  route: readonly string[],
  request: StationRequest,
): Procedure<LineAnswer | undefined> {
  const { host, links, routes, stations, counters } = neighbourhood
  const { outcome, airtime } = yield* neighbourhood.transact(exchangeOver(route, request))
  const answer = outcome.kind === 'answers' ? outcome.answers[0] : undefined
  counters.count(route.length, answer === undefined ? 0 : 1, airtime, answer === undefined)
  const [first] = route
  const station = route.at(-1)
  if (first === undefined || station === undefined) return answer
  const isKnown = host.roster.get(station) !== undefined
  if (isKnown) stations.count(station, answer === undefined, host.now)
  if (stations.passed(route, answer === undefined)) routes.lookAgain()
  if (answer === undefined) {
    const isUnheard = outcome.kind === 'silence' && outcome.unheard
    // What a dead meter does not answer says nothing of the links: they are as good as before when it is back.
    if (!isSilent(neighbourhood, station)) links.failed(isUnheard ? [first] : route, host.now)
    return undefined
  }
  links.succeeded(route, host.now)
  links.heardHere(first, answer.reception, host.now)
  routes.confirm(station, route, host.now)
  for (const each of route) host.roster.heard(each, host.now)
  if (isKnown && route.length === 1) stations.heardDirectly(station, answer.reception.inPhase, host.now)
  return answer
}

/** Whether visits to a meter have failed so often that it may be dead. */
function isSilent({ host }: Neighbourhood, station: string): boolean {
  return (host.roster.get(station)?.failures ?? 0) >= host.settings.silentAfterVisits
}

/** An exchange over stations by the text of their addresses. */
export function exchangeOver(route: readonly string[], request: StationRequest): LineExchange {
  return {
    ...request,
    route: route as readonly Address[],
  }
}
