import type { LineAnswer, LineExchange } from '@ferraris/smitp/line'
import type { Address, Discipline, Ecc } from '@ferraris/smitp/mac'
import { rememberTalk } from '../../commissioning/meter.ts'
import type { Course } from '../../network/procedure.ts'
import type { Section } from '../../section.ts'

/** What is said to one station, wherever it is. */
export interface Saying {
  readonly discipline: Discipline
  readonly dsap: number
  readonly ecc: Ecc
  readonly lsdu: Uint8Array
  readonly segmented?: boolean
  readonly poll?: boolean
}

/** The ways tried for one meter: the cheapest first, and another one where that fails. */
export class Attempts {
  readonly #section: Section
  readonly #aca: string
  readonly #failures = new Map<string, number>()
  #left: number

  constructor(section: Section, aca: string, most = section.settings.attempts) {
    this.#section = section
    this.#aca = aca
    this.#left = most
  }

  /** Says it once more; undefined when there was no answer. */
  *say(saying: Saying): Course<LineAnswer | undefined> {
    const route = this.#section.routes.choose(this.#aca, this.#failures, this.#section.now)
    if (route === undefined) {
      this.#left = 0
      return undefined
    }
    this.#left--
    const answer = yield* sayOver(this.#section, route, saying)
    if (answer === undefined) this.#failures.set(route.join(), (this.#failures.get(route.join()) ?? 0) + 1)
    return answer
  }

  /** Whether another attempt is left. */
  get left(): boolean {
    return this.#left > 0
  }
}

/**
 * Says something to a meter until it is answered: the same octets may arrive several times. Undefined when nobody
 * answered, or no way is known.
 */
export function* converse(
  section: Section,
  aca: string,
  saying: Saying,
  most?: number,
): Course<LineAnswer | undefined> {
  const attempts = new Attempts(section, aca, most)
  while (attempts.left) {
    const answer = yield* attempts.say(saying)
    if (answer !== undefined) return answer
  }
  return undefined
}

/** One attempt at one station over one way, the station last. Each teaches the map of links something. */
export function* sayOver(
  section: Section,
  route: readonly string[],
  saying: Saying,
): Course<LineAnswer | undefined> {
  const { links, routes, roster, counters } = section
  const { outcome, airtime } = yield exchangeOver(route, saying)
  const answer = outcome.kind === 'answers' ? outcome.answers[0] : undefined
  counters.count(route.length, answer === undefined ? 0 : 1, airtime, answer === undefined)
  const target = route[route.length - 1]
  const meter = roster.get(target)
  if (meter !== undefined) rememberTalk(meter.talk, answer === undefined, section.now)
  if (answer === undefined) {
    links.failed(route, section.now)
    return undefined
  }
  links.succeeded(route, section.now)
  links.heardHere(route[0], answer.reception, section.now)
  routes.confirm(target, route, section.now)
  for (const station of route) roster.heard(station, section.now)
  if (meter !== undefined && route.length === 1) meter.inPhase = answer.reception.inPhase
  return answer
}

/** An exchange over stations by the text of their addresses. */
export function exchangeOver(route: readonly string[], saying: Saying): LineExchange {
  return {
    ...saying,
    route: route as readonly Address[],
  }
}
